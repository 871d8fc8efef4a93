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
  is_attempting boolean not null default false,
  next_attempt_at timestamptz not null,
  look_at timestamptz not null,
  is_counted boolean not null default false,
  message_id text,
  rendered_content_id integer,
  sent_at timestamptz,
  reason text,
  possible_duplicate boolean not null default false,
  primary key (case_id, notice_id)
);
create index notices_to_look_at on notices (look_at) where state = 'waiting';
create index notices_listed on notices (created_at, case_id, notice_id);
create index notices_failed on notices (created_at, case_id, notice_id) where state = 'failed';
comment on table notices is 'Messages to people, one row a recipient, inserted in the verb''s own statement.';
comment on column notices.case_id is 'The case.';
comment on column notices.notice_id is 'Counts from 1 within the case.';
comment on column notices.kind is 'acknowledgement, reply, resolution, follow-up or link.';
comment on column notices.is_automatic is 'Whether no person wrote it: such mails are limited to 3 an hour for an address and 5 for a case.';
comment on column notices.recipient_content_id is 'The content that holds the address.';
comment on column notices.body_content_id is 'The content that holds what a person wrote, if one did.';
comment on column notices.facts is 'What the words are made of: numbers, ids and instants, never words.';
comment on column notices.created_at is 'When the verb ran.';
comment on column notices.state is 'waiting, sent (the relay accepted it) or failed.';
comment on column notices.attempts is 'Attempts so far.';
comment on column notices.is_attempting is 'An attempt has begun whose end is not recorded: it is under way, or its process died.';
comment on column notices.next_attempt_at is 'When it may next be tried, in the desk''s time; during an attempt, when that is given up for dead.';
comment on column notices.look_at is 'When the sweep must give it a job again: later than the job that it has.';
comment on column notices.is_counted is 'Whether it has been counted towards the limits of automatic mail, and found within them.';
comment on column notices.message_id is 'The Message-ID, the same at every attempt.';
comment on column notices.rendered_content_id is 'The content that holds the message as sent.';
comment on column notices.sent_at is 'When the relay accepted it.';
comment on column notices.reason is 'Why it waits or failed, in a sentence without the words of the relay''s reply, which could hold personal data.';
comment on column notices.possible_duplicate is 'An attempt ended without an answer, so that the recipient may have it twice.';

create table automatic_mail (
  counted_mac bytea primary key,
  sent_at timestamptz[] not null
);
comment on table automatic_mail is 'Automatic mails of the last hour, by address and by case, to hold their number.';
comment on column automatic_mail.counted_mac is 'A keyed hash of the address, or of the case''s number.';
comment on column automatic_mail.sent_at is 'When each of the last hour was let through.';

create table caught_mail (
  caught_id bigint generated always as identity primary key,
  case_id bigint not null,
  notice_id integer not null,
  caught_at timestamptz not null,
  unique (case_id, notice_id)
);
comment on table caught_mail is 'The mailbox page: notices that no relay took because none is set. The message itself is the notice''s rendered content, so that erasing that erases it here.';
comment on column caught_mail.caught_id is 'Counts up.';
comment on column caught_mail.case_id is 'The case it is about.';
comment on column caught_mail.notice_id is 'The notice.';
comment on column caught_mail.caught_at is 'When it would have been sent.';
