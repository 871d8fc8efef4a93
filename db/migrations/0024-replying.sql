-- What a colleague has beside a case while they write: drafts, replies that wait a moment before they go, files, who else is here,
-- who wants to be told, and words that are written once and used often.

create table drafts (
  case_id bigint not null,
  person_id bigint not null,
  kind text not null check (kind in ('reply', 'note')),
  body text not null check (length(body) <= 100000),
  to_address text check (length(to_address) <= 254),
  uploads text[] not null default '{}' check (cardinality(uploads) <= 20),
  version integer not null,
  saved_at timestamptz not null,
  primary key (case_id, person_id, kind)
);
create index drafts_of_person on drafts (person_id, saved_at);
create index drafts_age on drafts (saved_at);
comment on table drafts is 'Words that somebody is writing on a case, saved as they type. A row is deleted when they are sent or thrown away, and some days after it was last saved.';
comment on column drafts.case_id is 'The case.';
comment on column drafts.person_id is 'Who writes; nobody else sees it.';
comment on column drafts.kind is 'reply or note.';
comment on column drafts.body is 'The words so far.';
comment on column drafts.to_address is 'The address that a reply is to go to instead of the customer''s; null unless given.';
comment on column drafts.uploads is 'The files that are to go with it.';
comment on column drafts.version is 'The version of the case that the writer looked at: what came since is shown before anything is sent.';
comment on column drafts.saved_at is 'When it was last saved.';

create table waiting_replies (
  case_id bigint not null,
  reply_id bigint generated always as identity,
  person_id bigint not null,
  body text not null check (length(body) <= 100000),
  to_address text check (length(to_address) <= 254),
  uploads text[] not null default '{}' check (cardinality(uploads) <= 20),
  note text check (length(note) <= 100000),
  moves jsonb not null default '[]',
  seq integer not null,
  written_at timestamptz not null,
  goes_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'stopped')),
  reason text check (reason ~ '^[a-z][a-z-]{0,59}$'),
  stopped_at timestamptz,
  primary key (case_id, reply_id),
  check ((state = 'stopped') = (reason is not null)),
  check ((state = 'stopped') = (stopped_at is not null))
);
create index waiting_replies_due on waiting_replies (goes_at) where state = 'waiting';
create index waiting_replies_stopped on waiting_replies (person_id) where state = 'stopped';
comment on table waiting_replies is 'Replies sent from a page that can still be undone. A row is deleted in the transaction that puts the reply into the history, so that it goes once or not at all; one that could not go is stopped and keeps its words for its writer.';
comment on column waiting_replies.case_id is 'The case.';
comment on column waiting_replies.reply_id is 'Counts up.';
comment on column waiting_replies.person_id is 'Who wrote it: it goes in their name, by their rights at that moment.';
comment on column waiting_replies.body is 'The words.';
comment on column waiting_replies.to_address is 'Where it goes instead of the customer''s address; null unless given.';
comment on column waiting_replies.uploads is 'The files that go with it; while one of them has not been checked the reply waits.';
comment on column waiting_replies.note is 'A note for colleagues that a macro adds when the reply goes.';
comment on column waiting_replies.moves is 'What a macro does to the case when the reply goes: moves with their enumerations, never words.';
comment on column waiting_replies.seq is 'The last event of the case that the writer had before them: a message since then stops the reply.';
comment on column waiting_replies.written_at is 'When it was sent off.';
comment on column waiting_replies.goes_at is 'Until when it can be undone; then it goes.';
comment on column waiting_replies.state is 'waiting, or stopped because it could not go.';
comment on column waiting_replies.reason is 'Why it was stopped, in a code.';
comment on column waiting_replies.stopped_at is 'When it was stopped.';

create table uploads (
  upload_id text primary key check (upload_id ~ '^[A-Za-z0-9_-]{22}$'),
  person_id bigint not null references people,
  name text not null check (length(name) between 1 and 200),
  size integer not null,
  bytes bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'clean', 'unchecked', 'infected')),
  threat text check (length(threat) <= 200),
  attempts integer not null default 0,
  look_at timestamptz not null,
  uploaded_at timestamptz not null,
  check ((state = 'infected') = (threat is not null))
);
alter table uploads alter column bytes set storage external;
create index uploads_to_check on uploads (look_at) where state = 'waiting';
create index uploads_of_person on uploads (person_id, uploaded_at);
create index uploads_age on uploads (uploaded_at);
comment on table uploads is 'Files that somebody has handed over and not yet sent with anything. Once sent, the case''s content holds them and the row goes; what is never sent is deleted after some days.';
comment on column uploads.upload_id is '128 random bits: whoever did not upload the file cannot name it.';
comment on column uploads.person_id is 'Who uploaded it; nobody else can send it.';
comment on column uploads.name is 'Its name, cleaned: only ever a name.';
comment on column uploads.size is 'Its length in bytes.';
comment on column uploads.bytes is 'The file.';
comment on column uploads.state is 'waiting to be checked for viruses, clean, unchecked (no scanner is set) or infected.';
comment on column uploads.threat is 'What the scanner calls what it found.';
comment on column uploads.attempts is 'How often the scanner could not be asked.';
comment on column uploads.look_at is 'When it is to be checked next.';
comment on column uploads.uploaded_at is 'When it came.';

create table file_checks (
  case_id bigint not null,
  content_id integer not null,
  attempts integer not null default 0,
  look_at timestamptz not null,
  primary key (case_id, content_id)
);
create index file_checks_due on file_checks (look_at);
comment on table file_checks is 'Files on cases that have not been checked for viruses yet: while a row is here nobody opens the file.';
comment on column file_checks.case_id is 'The case.';
comment on column file_checks.content_id is 'The content that holds the file.';
comment on column file_checks.attempts is 'How often the scanner could not be asked.';
comment on column file_checks.look_at is 'When it is to be checked next.';

create unlogged table attendance (
  case_id bigint not null,
  person_id bigint not null,
  is_replying boolean not null,
  seen_at timestamptz not null,
  primary key (case_id, person_id)
);
comment on table attendance is 'Who has a case open now. Lives for a minute and outside the history; a crash of the database may empty it.';
comment on column attendance.case_id is 'The case.';
comment on column attendance.person_id is 'Who has it open.';
comment on column attendance.is_replying is 'Whether they are writing a reply.';
comment on column attendance.seen_at is 'When their page last said so.';

create table followers (
  case_id bigint not null,
  person_id bigint not null,
  since timestamptz not null,
  seen_version integer not null,
  primary key (case_id, person_id)
);
create index followers_of_person on followers (person_id, case_id);
comment on table followers is 'Colleagues who want to be told when a case changes.';
comment on column followers.case_id is 'The case.';
comment on column followers.person_id is 'Who wants to be told.';
comment on column followers.since is 'Since when.';
comment on column followers.seen_version is 'The version of the case that they have looked at: what came since is on their list.';

create table mentions (
  case_id bigint not null,
  content_id integer not null,
  person_id bigint not null,
  mentioned_by bigint,
  at timestamptz not null,
  seen_at timestamptz,
  primary key (case_id, content_id, person_id)
);
create index mentions_unseen on mentions (person_id, at) where seen_at is null;
comment on table mentions is 'Colleagues who were named in a note, so that they look at it.';
comment on column mentions.case_id is 'The case.';
comment on column mentions.content_id is 'The content that holds the note.';
comment on column mentions.person_id is 'Who was named.';
comment on column mentions.mentioned_by is 'Who named them.';
comment on column mentions.at is 'When.';
comment on column mentions.seen_at is 'When they opened the case since; null while they have not.';

create table snippets (
  snippet_id bigint generated always as identity primary key,
  owner_id bigint references people,
  name text not null check (length(name) between 1 and 100),
  body text not null check (length(body) between 1 and 20000),
  changed_at timestamptz not null,
  changed_by bigint references people
);
create index snippets_of_owner on snippets (owner_id);
comment on table snippets is 'Words that are written once and put into replies and notes.';
comment on column snippets.snippet_id is 'Order of making.';
comment on column snippets.owner_id is 'Whose it is; null where it is shared with everybody.';
comment on column snippets.name is 'What it is called in lists.';
comment on column snippets.body is 'The words, with placeholders that are filled from the case.';
comment on column snippets.changed_at is 'When it was last changed.';
comment on column snippets.changed_by is 'By whom.';

create table macros (
  macro_id bigint generated always as identity primary key,
  owner_id bigint references people,
  name text not null check (length(name) between 1 and 100),
  reply text check (length(reply) between 1 and 20000),
  note text check (length(note) between 1 and 20000),
  moves jsonb not null default '[]',
  changed_at timestamptz not null,
  changed_by bigint references people,
  check (reply is not null or note is not null or moves <> '[]')
);
create index macros_of_owner on macros (owner_id);
comment on table macros is 'Words and moves that are often made together: previewed on a case, then done in one go.';
comment on column macros.macro_id is 'Order of making.';
comment on column macros.owner_id is 'Whose it is; null where it is shared with everybody.';
comment on column macros.name is 'What it is called in lists.';
comment on column macros.reply is 'The words for the customer, with placeholders; null for none.';
comment on column macros.note is 'The words for colleagues, with placeholders; null for none.';
comment on column macros.moves is 'What it does to the case, in order.';
comment on column macros.changed_at is 'When it was last changed.';
comment on column macros.changed_by is 'By whom.';
