-- Who is told what, and what became of it: one row a recipient.

create table notices (
  case_id bigint not null,
  notice_id integer not null,
  kind text not null,
  is_automatic boolean not null,
  recipient_content_id integer not null,
  body_content_id integer,
  facts jsonb not null,
  created_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  message_id text,
  rendered_content_id integer,
  sent_at timestamptz,
  reason text,
  possible_duplicate boolean not null default false,
  primary key (case_id, notice_id)
);
create index notices_due on notices (next_attempt_at) where state = 'waiting';
create index notices_listed on notices (created_at, case_id, notice_id);
create index notices_by_message on notices (message_id) where message_id is not null;
comment on table notices is 'Messages to people, one row a recipient, inserted in the verb''s own statement.';
comment on column notices.case_id is 'The case.';
comment on column notices.notice_id is 'Counts from 1 within the case.';
comment on column notices.kind is 'acknowledgement, reply, resolution, follow-up or link.';
comment on column notices.is_automatic is 'Whether no person wrote it: such mails are limited to 3 an hour for an address.';
comment on column notices.recipient_content_id is 'The content that holds the address.';
comment on column notices.body_content_id is 'The content that holds what a person wrote, if one did.';
comment on column notices.facts is 'What the words are made of: numbers, ids and instants, never words.';
comment on column notices.created_at is 'When the verb ran.';
comment on column notices.state is 'waiting, sent (the relay accepted it) or failed.';
comment on column notices.attempts is 'Attempts so far.';
comment on column notices.next_attempt_at is 'When it may next be tried, in the desk''s time.';
comment on column notices.message_id is 'The Message-ID, the same at every attempt.';
comment on column notices.rendered_content_id is 'The content that holds the words as sent.';
comment on column notices.sent_at is 'When the relay accepted it.';
comment on column notices.reason is 'Why it waits or failed, in a sentence without the words of the relay''s reply that could hold personal data.';
comment on column notices.possible_duplicate is 'An attempt ended without an answer, so that the recipient may have it twice.';

create table automatic_mail (
  address_mac bytea not null,
  at timestamptz not null,
  case_id bigint not null,
  notice_id integer not null,
  primary key (address_mac, at, case_id, notice_id)
);
comment on table automatic_mail is 'Automatic mails of the last hour by address, to hold their number to 3.';
comment on column automatic_mail.address_mac is 'A keyed hash of the address.';
comment on column automatic_mail.at is 'When it was sent.';
comment on column automatic_mail.case_id is 'The case.';
comment on column automatic_mail.notice_id is 'The notice.';

create table caught_mail (
  caught_id bigint generated always as identity primary key,
  case_id bigint not null,
  notice_id integer not null,
  caught_at timestamptz not null,
  raw bytea not null
);
comment on table caught_mail is 'The mailbox page: outgoing mail caught because no relay is set.';
comment on column caught_mail.caught_id is 'Counts up.';
comment on column caught_mail.case_id is 'The case it is about.';
comment on column caught_mail.notice_id is 'The notice.';
comment on column caught_mail.caught_at is 'When it would have been sent.';
comment on column caught_mail.raw is 'The whole message as a relay would have got it.';
