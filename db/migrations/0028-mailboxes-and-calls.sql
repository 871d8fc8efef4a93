-- Letters from several mailboxes, how far each has been read, and whether their senders are proved; telephone calls as the exchange tells of them.

create table mailboxes (
  mailbox_id bigint generated always as identity primary key,
  address text not null unique check (address = lower(address) and length(address) between 3 and 254),
  name text not null check (length(name) between 1 and 100),
  host text not null check (length(host) between 1 and 253),
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  user_name text not null check (length(user_name) between 1 and 320),
  auth text not null check (auth in ('password', 'oauth')),
  secret bytea not null,
  token_url text,
  client_id text,
  scope text,
  folder text not null default 'INBOX' check (length(folder) between 1 and 500),
  queue text,
  backlog text not null default 'unseen' check (backlog in ('all', 'unseen', 'none')),
  receiving_server text check (length(receiving_server) between 1 and 253),
  created_at timestamptz not null,
  created_by bigint,
  paused_at timestamptz,
  paused_by bigint,
  removed_at timestamptz,
  check ((auth = 'oauth') = (token_url is not null and client_id is not null))
);
comment on table mailboxes is 'Shared mailboxes that the desk fetches letters from. A row stays for good: letters name it.';
comment on column mailboxes.mailbox_id is 'Counts up.';
comment on column mailboxes.address is 'The address that people write to, from which answers to them go; lower case.';
comment on column mailboxes.name is 'What colleagues call it.';
comment on column mailboxes.host is 'The IMAP server.';
comment on column mailboxes.port is 'Its port.';
comment on column mailboxes.security is 'tls from the first byte, starttls before anybody signs in, or none, which is for the machine itself alone.';
comment on column mailboxes.user_name is 'Who signs in.';
comment on column mailboxes.auth is 'With a password, or with a token that another server gives out (OAuth 2.0, client credentials; XOAUTH2).';
comment on column mailboxes.secret is 'The password, or the client''s secret: sealed with the desk''s secret key for this mailbox alone.';
comment on column mailboxes.token_url is 'Where tokens are given out; null with a password.';
comment on column mailboxes.client_id is 'Who asks for tokens; null with a password.';
comment on column mailboxes.scope is 'What the token is asked for; null with a password.';
comment on column mailboxes.folder is 'The folder that letters are fetched from.';
comment on column mailboxes.queue is 'The queue in which its cases begin; null, or one that the charter in force does not know: the charter''s first.';
comment on column mailboxes.backlog is 'Which of the letters that lie there at the first look are taken: all, those that nobody has opened, or none.';
comment on column mailboxes.receiving_server is 'The name under which the server that received its mail says what it found of the sender (RFC 8601); null: nobody''s word counts.';
comment on column mailboxes.created_at is 'When it was added.';
comment on column mailboxes.created_by is 'Who added it; null for the command line.';
comment on column mailboxes.paused_at is 'Since when nothing is fetched; null while it is.';
comment on column mailboxes.paused_by is 'Who paused it; null for the command line.';
comment on column mailboxes.removed_at is 'Since when the desk has no more to do with it; its secret is gone.';

create table mailbox_watches (
  mailbox_id bigint primary key references mailboxes,
  poller text,
  fence bigint not null default 0,
  held_until timestamptz,
  uid_validity bigint,
  next_uid bigint not null default 1,
  looked_at timestamptz,
  last_letter_at timestamptz,
  letters bigint not null default 0,
  waiting integer not null default 0,
  set_aside integer not null default 0,
  failing_since timestamptz,
  failure text check (length(failure) <= 300)
);
comment on table mailbox_watches is 'How each mailbox stands: which process looks after it, and how far it has come. Goes by the database''s own clock.';
comment on column mailbox_watches.mailbox_id is 'The mailbox.';
comment on column mailbox_watches.poller is 'The process that looks after it: one at a time.';
comment on column mailbox_watches.fence is 'Counts up with each process that takes it over: whoever has an older number may keep nothing more.';
comment on column mailbox_watches.held_until is 'Until when that process counts as alive.';
comment on column mailbox_watches.uid_validity is 'The server''s word for the numbering below; another one means that letters have other numbers now.';
comment on column mailbox_watches.next_uid is 'Every letter with a lower number has been kept or passed over.';
comment on column mailbox_watches.looked_at is 'When the mailbox was last looked through to its end.';
comment on column mailbox_watches.last_letter_at is 'When a letter was last kept.';
comment on column mailbox_watches.letters is 'How many letters have been kept.';
comment on column mailbox_watches.waiting is 'How many letters were seen on the server and are not kept yet.';
comment on column mailbox_watches.set_aside is 'How many letters are left on the server, because they are larger than what is taken.';
comment on column mailbox_watches.failing_since is 'Since when nothing can be fetched; null while it can.';
comment on column mailbox_watches.failure is 'Why not, in a sentence without words of the server.';

create table mailbox_letters (
  mailbox_id bigint not null references mailboxes,
  uid_validity bigint not null,
  uid bigint not null,
  letter_mac bytea not null check (length(letter_mac) = 32),
  letter_id bigint,
  is_marked boolean not null default false,
  kept_at timestamptz not null default now(),
  primary key (mailbox_id, uid_validity, uid)
);
create index mailbox_letters_alike on mailbox_letters (mailbox_id, letter_mac);
create index mailbox_letters_unmarked on mailbox_letters (mailbox_id, uid) where not is_marked;
comment on table mailbox_letters is 'Which letters on the server have been dealt with, by their number there.';
comment on column mailbox_letters.mailbox_id is 'The mailbox.';
comment on column mailbox_letters.uid_validity is 'The numbering that the number belongs to.';
comment on column mailbox_letters.uid is 'The letter''s number on the server.';
comment on column mailbox_letters.letter_mac is 'A keyed hash of its bytes, or, where it was passed over, of its headers and its size: by this it is known again under another number.';
comment on column mailbox_letters.letter_id is 'The letter as it was kept; null where it was passed over.';
comment on column mailbox_letters.is_marked is 'Whether the server has been told that it was read: never before it is kept.';
comment on column mailbox_letters.kept_at is 'When, by the database''s own clock.';

alter table letters add column mailbox_id bigint;
alter table letters add column peer text;
alter table letters add column helo text;
alter table letters add column checks jsonb;
alter table letters drop constraint letters_source_check;
alter table letters add constraint letters_source_check check (source in ('smtp', 'receive', 'spool', 'imap')) not valid;
comment on column letters.mailbox_id is 'The mailbox that it was fetched from, or that it was sent to; null for none of ours.';
comment on column letters.peer is 'The network address that the sending server came from; null where it is not known, and once filed.';
comment on column letters.helo is 'What that server called itself; null where it is not known, and once filed.';
comment on column letters.checks is 'What DKIM, SPF and DMARC said of its sender: enumerations alone, no name of anybody.';
comment on column letters.source is 'smtp, imap (fetched from a mailbox), receive (the command line, into the database) or spool (the command line, by way of VAR_DIR/spool).';

create table telephone_lines (
  line_id bigint generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(name) <= 40),
  secret bytea not null,
  secret_before bytea,
  before_until timestamptz,
  created_at timestamptz not null,
  disabled_at timestamptz
);
comment on table telephone_lines is 'Telephone exchanges, or lines of one, that tell the desk of calls.';
comment on column telephone_lines.line_id is 'Counts up.';
comment on column telephone_lines.name is 'What it is called in its webhook''s address.';
comment on column telephone_lines.secret is 'What its events are signed with: sealed with the desk''s secret key for this line alone.';
comment on column telephone_lines.secret_before is 'The secret before that one, for as long as both are good.';
comment on column telephone_lines.before_until is 'Until when the secret before is good.';
comment on column telephone_lines.created_at is 'When it was added.';
comment on column telephone_lines.disabled_at is 'From when its events are refused; null while they are taken.';

create table telephone_users (
  line_id bigint not null references telephone_lines,
  exchange_user text not null check (length(exchange_user) between 1 and 200),
  person_id bigint not null references people,
  primary key (line_id, exchange_user)
);
create index telephone_users_of_person on telephone_users (person_id);
comment on table telephone_users is 'Who a user of an exchange is at this desk.';
comment on column telephone_users.line_id is 'The line.';
comment on column telephone_users.exchange_user is 'What the exchange calls them; lower case.';
comment on column telephone_users.person_id is 'The colleague.';

create table calls (
  call_id bigint generated always as identity primary key,
  line_id bigint not null,
  exchange_call text not null check (length(exchange_call) between 1 and 200),
  direction text not null check (direction in ('in', 'out')),
  from_number text,
  to_number text,
  number_key text,
  exchange_user text,
  exchange_queue text,
  person_id bigint,
  told_at timestamptz not null,
  began_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  is_end_assumed boolean not null default false,
  case_id bigint,
  is_recorded boolean not null default false,
  called_back_at timestamptz,
  called_back_by bigint,
  call_back text check (call_back in ('reached', 'no-answer', 'not-needed')),
  check ((called_back_at is null) = (call_back is null)),
  check (case_id is null or (from_number is null and to_number is null and number_key is null))
);
create unique index calls_once on calls (line_id, exchange_call);
create index calls_by_age on calls (told_at, call_id);
create index calls_of_person on calls (person_id, told_at) where person_id is not null;
create index calls_going_on on calls (told_at) where ended_at is null;
create index calls_to_return on calls (ended_at, call_id)
  where direction = 'in' and answered_at is null and ended_at is not null and called_back_at is null and case_id is null;
create index calls_of_case on calls (case_id) where case_id is not null;
create index calls_by_number on calls (number_key) where number_key is not null;
comment on table calls is 'Telephone calls, one row each, put together from events that may come twice, in any order, or never.';
comment on column calls.call_id is 'Counts up.';
comment on column calls.line_id is 'The line that told of it.';
comment on column calls.exchange_call is 'What the exchange calls it: the same for all events of a call.';
comment on column calls.direction is 'in: somebody called the desk. out: the desk called somebody.';
comment on column calls.from_number is 'The number of who called, as the exchange writes it; null where it was withheld, once the call is on a case, and after 90 days.';
comment on column calls.to_number is 'The number that was called; null likewise.';
comment on column calls.number_key is 'The other side''s number in one spelling (phone_key); null likewise.';
comment on column calls.exchange_user is 'Who answered, or called, as the exchange calls them.';
comment on column calls.exchange_queue is 'The exchange''s queue that it came by.';
comment on column calls.person_id is 'The colleague who answered, or called; null where nobody did, or nobody is known by that name.';
comment on column calls.told_at is 'When the first event about it came.';
comment on column calls.began_at is 'When it began to ring; null while that event has not come.';
comment on column calls.answered_at is 'When somebody answered; null where nobody did.';
comment on column calls.ended_at is 'When it ended; null while it goes on.';
comment on column calls.is_end_assumed is 'No event told of the end: it was taken to have ended, and how long it lasted is not known.';
comment on column calls.case_id is 'The case that was made of it.';
comment on column calls.is_recorded is 'Whether the case''s history says how long it lasted.';
comment on column calls.called_back_at is 'When somebody dealt with a call that nobody had answered.';
comment on column calls.called_back_by is 'Who did.';
comment on column calls.call_back is 'What came of it: reached, no-answer or not-needed.';

create function phone_key(written text) returns text language sql immutable strict parallel safe
  return (
    select case when length(digits) between 4 and 20 then digits end
    from (select regexp_replace(regexp_replace(regexp_replace(lower(written), '(ext|x|#|;).*$', ''), '[^0-9+]', '', 'g'),
      '^((\+|00)?440?|0|\+|00)', '') as digits) as plain
  );
comment on function phone_key is 'One spelling for all spellings of a telephone number: its digits without the country''s 44, a leading 0, and an extension; null for what is no number.';

create function phone_key_in(bytes bytea) returns text language sql immutable strict parallel safe
  return phone_key(convert_from(bytes, 'UTF8'));
comment on function phone_key_in is 'The same for a number that is kept as content: always UTF-8, so that the same bytes always give the same.';
