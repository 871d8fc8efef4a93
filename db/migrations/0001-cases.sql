-- The spine: cases, their append-only history, the words they speak of, their clocks, and who asked what twice.

create sequence case_number;
comment on sequence case_number is 'The number in every reference: one sequence for all kinds, never restarted; gaps are allowed.';

create table cases (
  case_id bigint primary key,
  reference text not null,
  references_all text[] not null,
  kind text not null,
  state text not null,
  is_open boolean not null,
  priority smallint,
  queue text not null,
  owner_id bigint,
  subject text,
  opened_at timestamptz not null,
  version integer not null,
  seq integer not null,
  chain_head bytea not null,
  fold jsonb not null,
  fold_version smallint not null,
  next_due_at timestamptz not null default 'infinity',
  next_due_clock text,
  next_at timestamptz not null default 'infinity'
);
comment on table cases is 'One row a case: a projection of its events, rebuilt and compared by `charter verify`.';
comment on column cases.case_id is 'The number in the reference.';
comment on column cases.reference is 'The reference under the kind that the case has now.';
comment on column cases.references_all is 'Every reference that the case ever had; all of them resolve.';
comment on column cases.kind is 'incident, and later the other kinds.';
comment on column cases.state is 'The state of the kind''s lifecycle.';
comment on column cases.is_open is 'Whether the state belongs to the group `open`.';
comment on column cases.priority is '1 to 4; null until first classified.';
comment on column cases.queue is 'The queue (a step of an escalation chain) that the case waits in; what a person may see is decided on it.';
comment on column cases.owner_id is 'The colleague who owns the case.';
comment on column cases.subject is 'A copy of the subject''s content for lists; null once redacted.';
comment on column cases.opened_at is 'Receipt: when the contact reached the desk.';
comment on column cases.version is 'Counts moves and correspondence: what makes an open form stale.';
comment on column cases.seq is 'The number of the last event.';
comment on column cases.chain_head is 'The hash of the last event.';
comment on column cases.fold is 'The state folded from the events, with the compact history of each clock.';
comment on column cases.fold_version is 'The version of the fold that wrote it; an older one is folded again when read.';
comment on column cases.next_due_at is 'The earliest deadline of a clock that has not ended; orders the queue.';
comment on column cases.next_due_clock is 'The clock whose deadline that is.';
comment on column cases.next_at is 'When the sweep must look at the case again: a hint, re-derived under the lock.';

create index cases_by_due on cases (next_due_at, case_id) where is_open;
create index cases_by_owner on cases (owner_id, next_due_at, case_id) where owner_id is not null;
create index cases_to_sweep on cases (next_at) where next_at < 'infinity';

create table events (
  case_id bigint not null,
  seq integer not null,
  at timestamptz not null,
  type text not null,
  v smallint not null,
  body text not null,
  hash bytea not null,
  primary key (case_id, seq)
);
comment on table events is 'The append-only history: nothing here is ever changed or deleted. Holds no words, only ids, enumerations, numbers and instants.';
comment on column events.case_id is 'The case.';
comment on column events.seq is 'Counts from 1 within the case, without gaps.';
comment on column events.at is 'When it was recorded; the same instant stands in the body.';
comment on column events.type is 'The type of the event; the same stands in the body.';
comment on column events.v is 'The version of the type''s shape; the same stands in the body.';
comment on column events.body is 'Canonical JSON (RFC 8785) of {at, by, case, data, seq, type, v}; instants are milliseconds since 1970, UTC.';
comment on column events.hash is 'SHA-256 of the previous event''s hash (32 zero bytes before the first) and the body in UTF-8.';

create table content (
  case_id bigint not null,
  content_id integer not null,
  kind text not null,
  person_id bigint,
  origin_content_id integer,
  salt bytea,
  bytes bytea,
  primary key (case_id, content_id)
);
alter table content alter column bytes set storage external;
comment on table content is 'Every text, name, address, file and letter of a case. Redacting deletes salt and bytes and leaves the row; the event keeps the SHA-256 of both.';
comment on column content.case_id is 'The case.';
comment on column content.content_id is 'Counts from 1 within the case.';
comment on column content.kind is 'What it is: subject, body, html, name, email, phone, reason, letter, file, file-name, notice ...';
comment on column content.person_id is 'The member of staff who wrote it; null for a customer''s or the desk''s own words.';
comment on column content.origin_content_id is 'The content that this is a copy or a part of.';
comment on column content.salt is 'Random bytes hashed with the content, so that a short text cannot be guessed from its hash; null once redacted.';
comment on column content.bytes is 'The content itself, text in UTF-8; null once redacted.';

create table case_words (
  case_id bigint primary key,
  words tsvector not null
);
alter table case_words alter column words set statistics 1000;
create index case_words_found on case_words using gin (words);
comment on table case_words is 'What full-text search looks through; rebuilt from content.';
comment on column case_words.case_id is 'The case.';
comment on column case_words.words is 'Subject, correspondence and notes.';

create table clocks (
  case_id bigint not null,
  name text not null,
  state text not null,
  started_at timestamptz not null,
  due_at timestamptz,
  ended_at timestamptz,
  next_at timestamptz not null default 'infinity',
  charter_version integer not null,
  primary key (case_id, name)
);
comment on table clocks is 'The clocks of a case as last derived: a projection and a hint; the truth is derived from the events under the lock.';
comment on column clocks.case_id is 'The case.';
comment on column clocks.name is 'The clock''s name in the charter.';
comment on column clocks.state is 'running, paused, met or missed.';
comment on column clocks.started_at is 'When the clock, or its present run, started.';
comment on column clocks.due_at is 'Its deadline; null while paused.';
comment on column clocks.ended_at is 'When what it waits for happened.';
comment on column clocks.next_at is 'When it must be looked at again: its warning or its deadline.';
comment on column clocks.charter_version is 'The version of the charter that made the promise.';
create index clocks_running on clocks (case_id) where state in ('running', 'paused');

create table idempotency (
  caller text not null,
  key text not null,
  request_mac bytea not null,
  status smallint not null,
  case_id bigint not null,
  at timestamptz not null,
  primary key (caller, key)
);
create index idempotency_by_age on idempotency (at);
comment on table idempotency is 'Requests that carried an Idempotency-Key, kept for 7 days: a repeat has one effect and the first answer.';
comment on column idempotency.caller is 'Whose key it is: a person''s or token''s id.';
comment on column idempotency.key is 'The key as sent.';
comment on column idempotency.request_mac is 'A keyed hash of the request: the same key with another body is refused.';
comment on column idempotency.status is 'The status of the first answer.';
comment on column idempotency.case_id is 'The case that it made or changed.';
comment on column idempotency.at is 'When.';

create table desk_clock (
  one boolean primary key default true check (one),
  desk_at timestamptz not null,
  real_at timestamptz not null,
  rate double precision not null
);
comment on table desk_clock is 'The settable clock of a demonstration or a test; empty where the desk follows the machine.';
comment on column desk_clock.one is 'There is one row at most.';
comment on column desk_clock.desk_at is 'What the desk''s clock said ...';
comment on column desk_clock.real_at is '... when the machine''s said this.';
comment on column desk_clock.rate is 'Desk seconds per machine second.';
