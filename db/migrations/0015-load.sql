-- A million open cases: each list is answered by an index in the order of the list. A flood: what may be one major incident is told as one.

create index cases_by_queue on cases (queue, next_due_at, case_id) where is_open;
create index cases_by_priority on cases (priority, next_due_at, case_id) where is_open;
create index cases_unowned on cases (next_due_at, case_id) where is_open and owner_id is null;
create index cases_by_state on cases (state, next_due_at, case_id);
create index cases_ended on cases (next_due_at, case_id) where not is_open;
create index cases_by_opening on cases (opened_at, case_id);
create index letters_bounced on letters (received_at) where reason in ('a notice that came back', 'a bounce of no letter of ours');

create table candidates (
  candidate_id bigint generated always as identity primary key,
  kind text not null check (kind in ('sender', 'subject', 'bounces')),
  first_case_id bigint,
  last_case_id bigint,
  contacts integer not null,
  began_at timestamptz not null,
  last_at timestamptz not null,
  check ((kind = 'bounces') = (first_case_id is null)),
  check ((first_case_id is null) = (last_case_id is null))
);
create index candidates_standing on candidates (last_at);
comment on table candidates is 'Contacts that came by the dozen and may be one major incident: a projection of the cases and letters of the last hour, for people to look at.';
comment on column candidates.candidate_id is 'Counts up.';
comment on column candidates.kind is 'What they have in common: sender, subject, or bounces (our own messages that came back).';
comment on column candidates.first_case_id is 'The first case of them; its words say what they have in common, so that erasing those erases it here.';
comment on column candidates.last_case_id is 'The latest case of them.';
comment on column candidates.contacts is 'How many came within an hour, at most.';
comment on column candidates.began_at is 'When the first came.';
comment on column candidates.last_at is 'When the latest came.';

create table undeliverable (
  address_mac bytea primary key check (length(address_mac) = 32),
  bounces integer not null,
  since timestamptz not null,
  last_at timestamptz not null
);
create index undeliverable_by_age on undeliverable (last_at);
comment on table undeliverable is 'Addresses from which our mail came back for good: they get no automatic mail, and colleagues are told so on the case.';
comment on column undeliverable.address_mac is 'A keyed hash of the address.';
comment on column undeliverable.bounces is 'How many messages came back.';
comment on column undeliverable.since is 'When the first did.';
comment on column undeliverable.last_at is 'When the latest did.';
