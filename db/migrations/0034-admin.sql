-- Administration: webhooks out, invitations, who works in which team, who answers for a token, and holidays in a proposal.

create table webhook_endpoints (
  endpoint_id bigint generated always as identity primary key,
  url text not null check (length(url) between 1 and 2000),
  event_types text[] not null,
  state text not null check (state in ('active', 'paused', 'removed')),
  paused_because text check (paused_because in ('person', 'failing', 'gone')),
  changed_at timestamptz not null,
  created_at timestamptz not null,
  created_by bigint references people,
  secret bytea not null,
  secret_at timestamptz not null,
  old_secret bytea,
  old_secret_until timestamptz,
  failing_since timestamptz,
  failures integer not null default 0,
  rests_until timestamptz,
  check ((state = 'paused') = (paused_because is not null)),
  check ((old_secret is null) = (old_secret_until is null))
);
create unique index webhook_endpoints_url on webhook_endpoints (url) where state <> 'removed';
comment on table webhook_endpoints is 'Where other systems are told what happens here.';
comment on column webhook_endpoints.endpoint_id is 'Counts up.';
comment on column webhook_endpoints.url is 'Where messages are posted to.';
comment on column webhook_endpoints.event_types is 'The types of events that it is told of.';
comment on column webhook_endpoints.state is 'active, paused (nothing is kept for it meanwhile) or removed.';
comment on column webhook_endpoints.paused_because is 'person: somebody paused it. failing: it took nothing for days. gone: it answered that it is gone for good (410).';
comment on column webhook_endpoints.changed_at is 'When its state last changed.';
comment on column webhook_endpoints.created_at is 'When it was added.';
comment on column webhook_endpoints.created_by is 'Who added it.';
comment on column webhook_endpoints.secret is 'What messages are signed with, encrypted under a key of the desk.';
comment on column webhook_endpoints.secret_at is 'Since when that secret is in use.';
comment on column webhook_endpoints.old_secret is 'The secret before, while messages are signed with both.';
comment on column webhook_endpoints.old_secret_until is 'Until when they are.';
comment on column webhook_endpoints.failing_since is 'The first of the failures since it last took a message; null while it takes them.';
comment on column webhook_endpoints.failures is 'How many attempts have failed in a row.';
comment on column webhook_endpoints.rests_until is 'Not tried before then: it could not be reached, or was overloaded.';

-- No foreign key to the endpoint: each verb would lock its row.
create table webhook_deliveries (
  delivery_id bigint generated always as identity primary key,
  endpoint_id bigint not null,
  message_id text not null,
  event_type text not null,
  case_id bigint,
  seq integer,
  happened_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  tries integer not null default 0,
  is_attempting boolean not null default false,
  next_attempt_at timestamptz not null,
  look_at timestamptz not null,
  ended_at timestamptz,
  check ((case_id is null) = (seq is null)),
  check ((state = 'waiting') = (ended_at is null))
);
create index webhook_deliveries_to_look_at on webhook_deliveries (look_at) where state = 'waiting';
create index webhook_deliveries_listed on webhook_deliveries (endpoint_id, delivery_id);
create index webhook_deliveries_age on webhook_deliveries (happened_at);
comment on table webhook_deliveries is 'What each endpoint is told: one row an event and endpoint, inserted in the verb''s own statement. Deleted after some weeks.';
comment on column webhook_deliveries.delivery_id is 'Counts up.';
comment on column webhook_deliveries.endpoint_id is 'The endpoint.';
comment on column webhook_deliveries.message_id is 'What the receiver knows it by: the same at every attempt.';
comment on column webhook_deliveries.event_type is 'The type of the event; test for a trial message.';
comment on column webhook_deliveries.case_id is 'The case; null for a trial message.';
comment on column webhook_deliveries.seq is 'The event of the case.';
comment on column webhook_deliveries.happened_at is 'When the event happened.';
comment on column webhook_deliveries.state is 'waiting, delivered (the endpoint said so) or failed (at every attempt).';
comment on column webhook_deliveries.attempts is 'Attempts so far, in all.';
comment on column webhook_deliveries.tries is 'Attempts since it was last asked for: by the event, or by somebody who had it sent again.';
comment on column webhook_deliveries.is_attempting is 'An attempt has begun whose end is not recorded: it is under way, or its process died.';
comment on column webhook_deliveries.next_attempt_at is 'When it may next be tried, in the desk''s time; during an attempt, when that is given up for dead.';
comment on column webhook_deliveries.look_at is 'When the sweep must give it a job again: later than the job that it has.';
comment on column webhook_deliveries.ended_at is 'When it was delivered, or given up.';

create table webhook_attempts (
  delivery_id bigint not null,
  attempt integer not null,
  at timestamptz not null,
  outcome text check (outcome in ('delivered', 'answered', 'unreachable')),
  status integer,
  milliseconds integer,
  primary key (delivery_id, attempt)
);
comment on table webhook_attempts is 'Each attempt to post a delivery.';
comment on column webhook_attempts.delivery_id is 'The delivery.';
comment on column webhook_attempts.attempt is 'Counts from 1.';
comment on column webhook_attempts.at is 'When it began.';
comment on column webhook_attempts.outcome is 'delivered, answered (with another status than success), unreachable; null while it is under way, or where its process died.';
comment on column webhook_attempts.status is 'The status of the answer.';
comment on column webhook_attempts.milliseconds is 'How long the answer took.';

create table invitations (
  invitation_id bigint generated always as identity primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  name text not null check (length(name) between 1 and 200),
  email text not null check (email = lower(email) and length(email) <= 254),
  role text not null check (length(role) between 1 and 60),
  teams text[] not null default '{}',
  sees_own_teams_only boolean not null default false,
  invited_by bigint references people,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  person_id bigint references people
);
create unique index invitations_open on invitations (email) where ended_at is null;
comment on table invitations is 'Colleagues who were asked to join: each chooses their own password by a private link.';
comment on column invitations.invitation_id is 'Counts up.';
comment on column invitations.token_hash is 'SHA-256 of the 256 random bits in the link.';
comment on column invitations.name is 'The name that they will have.';
comment on column invitations.email is 'Where they will sign in; lower case.';
comment on column invitations.role is 'The role that they will have.';
comment on column invitations.teams is 'The queues that they will work in.';
comment on column invitations.sees_own_teams_only is 'Whether they will see the cases of these queues and their own alone.';
comment on column invitations.invited_by is 'Who asked them.';
comment on column invitations.invited_at is 'When.';
comment on column invitations.expires_at is 'Until when the link works.';
comment on column invitations.ended_at is 'When it was taken up, withdrawn, or replaced by another; null while it stands.';
comment on column invitations.person_id is 'Who took it up.';

create table team_members (
  queue text not null check (length(queue) between 1 and 200),
  person_id bigint not null references people,
  since timestamptz not null,
  primary key (queue, person_id)
);
create index team_members_of on team_members (person_id);
comment on table team_members is 'Who works in which queue. A queue that nobody in particular works is everybody''s.';
comment on column team_members.queue is 'The queue, as the charter calls it.';
comment on column team_members.person_id is 'Who works it.';
comment on column team_members.since is 'Since when.';

alter table people add column sees_own_teams_only boolean not null default false;
comment on column people.sees_own_teams_only is 'Whether the person sees the cases of their own queues, and their own cases, alone.';

alter table api_tokens add column if not exists owner_id bigint references people;
comment on column api_tokens.owner_id is 'Who answers for the token: it may do and see no more than they; null for one that was made at the command line.';

alter table what_if_proposals add column holidays text;
comment on column what_if_proposals.holidays is 'Holidays that are proposed with it, as GOV.UK publishes them; null where it keeps the ones that are known.';
