-- Staff and API tokens, their sessions, and the audit of who was let in, who was refused and who looked.

create table people (
  person_id bigint generated always as identity primary key,
  kind text not null check (kind in ('staff', 'token')),
  name text not null check (length(name) between 1 and 200),
  email text unique check (email = lower(email) and length(email) <= 254),
  role text not null check (role in ('adviser', 'team-leader', 'engineer', 'auditor', 'administrator')),
  password_hash text,
  created_at timestamptz not null,
  disabled_at timestamptz,
  check ((kind = 'staff') = (email is not null)),
  check ((kind = 'staff') = (password_hash is not null))
);
comment on table people is 'Colleagues: staff who sign in, and API tokens, which are colleagues who cannot';
comment on column people.person_id is 'Who, in every event and audit row';
comment on column people.kind is 'staff signs in with a password; token is used by another system';
comment on column people.name is 'As shown to colleagues on timelines';
comment on column people.email is 'Where staff sign in and are found by; lower case; null for a token';
comment on column people.role is 'Decides the rights (src/people/actor.ts)';
comment on column people.password_hash is 'Argon2id, with its parameters and salt; null for a token';
comment on column people.created_at is 'When the person was added';
comment on column people.disabled_at is 'From when the person is let in no more; null while they are';

create table sessions (
  session_hash bytea primary key check (length(session_hash) = 32),
  person_id bigint not null references people,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  form_secret text not null,
  user_agent text not null
);
create index sessions_person on sessions (person_id);
create index sessions_expiry on sessions (expires_at);
comment on table sessions is 'Who is signed in; a row is deleted at sign-out and when it has expired';
comment on column sessions.session_hash is 'SHA-256 of the 256 random bits in the cookie, so that a copy of this table signs nobody in';
comment on column sessions.person_id is 'Who signed in';
comment on column sessions.created_at is 'When they signed in';
comment on column sessions.seen_at is 'When they last asked for a page, to the minute';
comment on column sessions.expires_at is 'When the session ends, however busy it is';
comment on column sessions.form_secret is 'What the tokens in this session''s forms are derived from';
comment on column sessions.user_agent is 'The browser, as it calls itself, cut to 200 characters';

create table api_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id bigint not null unique references people,
  created_at timestamptz not null,
  used_at timestamptz
);
comment on table api_tokens is 'What lets an API token in';
comment on column api_tokens.token_hash is 'SHA-256 of the token''s 256 random bits; the token itself is shown once and kept nowhere';
comment on column api_tokens.person_id is 'The colleague that the token is';
comment on column api_tokens.created_at is 'When it was made';
comment on column api_tokens.used_at is 'When it was last used, to the hour; null if never';

create table sign_in_attempts (
  subject bytea primary key check (length(subject) = 32),
  attempts integer not null,
  window_ends_at timestamptz not null
);
create index sign_in_attempts_end on sign_in_attempts (window_ends_at);
comment on table sign_in_attempts is 'Counters that slow down guessing; each starts anew when its window ends, so nobody is locked out for good';
comment on column sign_in_attempts.subject is 'SHA-256 of an account with a network address, or of a network address';
comment on column sign_in_attempts.attempts is 'Attempts in this window, counted before the password is looked at';
comment on column sign_in_attempts.window_ends_at is 'When the counter starts anew';

create table audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  person_id bigint references people,
  action text not null check (action ~ '^[a-z][a-z-]{0,59}$'),
  target text[] not null default '{}',
  outcome text not null check (outcome in ('done', 'refused')),
  remote text
);
create index audit_person on audit (person_id, at);
comment on table audit is 'What was done and refused outside the histories of cases, in order of recording; rows are never changed or deleted';
comment on column audit.audit_id is 'Order of recording';
comment on column audit.at is 'When it happened';
comment on column audit.person_id is 'Who did it or tried to; null for the command line, the desk itself, and somebody unknown';
comment on column audit.action is 'What was done, in one word: sign-in, staff-added, token-added';
comment on column audit.target is 'Ids of what it was done to, never words: person:12, INC-2026-000042';
comment on column audit.outcome is 'done or refused';
comment on column audit.remote is 'The network address it came from, where there was one';

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit rows are never changed or deleted';
end
$$;
comment on function audit_is_append_only is 'Refuses every change of a row that is there';

create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();
