-- Letters: each delivery kept as it came, before anybody has read it.

create table letters (
  letter_id bigint generated always as identity primary key,
  received_at timestamptz not null,
  kept_at timestamptz not null default now(),
  source text not null check (source in ('smtp', 'receive', 'spool')),
  envelope_from text,
  envelope_to text[] not null default '{}',
  size integer not null,
  salt bytea,
  raw bytea,
  sha256 bytea not null check (length(sha256) = 32),
  state text not null default 'received' check (state in ('received', 'filed', 'held', 'ignored')),
  reason text,
  attempts smallint not null default 0,
  read_at timestamptz,
  message_id text,
  from_address text,
  subject text,
  dedupe_key bytea,
  case_id bigint,
  letter_content_id integer,
  from_content_id integer,
  subject_content_id integer,
  settled_at timestamptz,
  settled_by bigint,
  check ((raw is null) = (salt is null)),
  check ((state = 'filed') = (case_id is not null)),
  check (state <> 'filed' or (raw is null and from_address is null and subject is null and envelope_from is null and envelope_to = '{}'))
);
alter table letters alter column raw set storage external;
create unique index letters_once on letters (dedupe_key) where dedupe_key is not null;
create index letters_unread on letters (letter_id) where state = 'received';
create index letters_held on letters (letter_id) where state = 'held';
create index letters_of_case on letters (case_id, letter_id) where case_id is not null;
comment on table letters is 'One row a delivery. Bytes and salt stay here until the letter is filed on a case; then the case''s content holds them, and all words go from here.';
comment on column letters.letter_id is 'Counts up; a repeat names the letter that it repeats by it.';
comment on column letters.received_at is 'When the desk took it: what every promise counts from.';
comment on column letters.kept_at is 'When this row was inserted, by the machine''s clock: tells how long a letter has waited to be read.';
comment on column letters.source is 'smtp, receive (the command line, into the database) or spool (the command line, by way of VAR_DIR/spool).';
comment on column letters.envelope_from is 'The sender that the sending server named; empty for the null sender, null where nobody named one or the letter is filed.';
comment on column letters.envelope_to is 'The recipients that the sending server named; empty once filed.';
comment on column letters.size is 'The length of the raw letter in bytes.';
comment on column letters.salt is 'Random bytes hashed with the letter; null where the letter is not kept here.';
comment on column letters.raw is 'The letter exactly as it came; null once it is filed on a case.';
comment on column letters.sha256 is 'SHA-256 of salt and raw.';
comment on column letters.state is 'received (not yet read), filed on a case, held for a person to decide, or ignored.';
comment on column letters.reason is 'Why it is held or ignored, or what it was filed as; never words of the letter.';
comment on column letters.attempts is 'How many times reading it was begun.';
comment on column letters.read_at is 'When it was read and decided upon.';
comment on column letters.message_id is 'Its Message-ID, without angle brackets.';
comment on column letters.from_address is 'The address in From, where it is usable; null once filed.';
comment on column letters.subject is 'The subject as shown; null once filed.';
comment on column letters.dedupe_key is 'A keyed hash of Message-ID and body, or without a Message-ID of the bytes: a second letter with the same is a repeat and has none.';
comment on column letters.case_id is 'The case that it was filed on.';
comment on column letters.letter_content_id is 'The content of the case that holds the raw letter.';
comment on column letters.from_content_id is 'The content of the case that holds the address in From.';
comment on column letters.subject_content_id is 'The content of the case that holds the subject.';
comment on column letters.settled_at is 'When a person released it or set it aside.';
comment on column letters.settled_by is 'Who did.';
