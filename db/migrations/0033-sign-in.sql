-- Ways to sign in beside the password: accounts of identity providers, passkeys, authenticator apps and recovery codes; the invitations
-- by which they are set up, and when the person behind a session last showed who they are.

alter table people drop constraint people_check1;
alter table people add constraint people_token_has_no_password check (kind = 'staff' or password_hash is null) not valid;

alter table sessions add column confirmed_at timestamptz;
alter table sessions add column method text;
alter table sessions add column remote text;
comment on column sessions.confirmed_at is 'When the person last showed who they are, at sign-in or since; null where a release before this one began the session';
comment on column sessions.method is 'How they signed in: password, code, recovery-code, passkey, provider, invitation; null where it is not known';
comment on column sessions.remote is 'The network address that they signed in from; null where it is not known';

create table identities (
  issuer text not null check (length(issuer) between 1 and 1000),
  subject text not null check (length(subject) between 1 and 1000),
  person_id bigint not null references people,
  linked_at timestamptz not null,
  linked_by bigint references people,
  used_at timestamptz,
  primary key (issuer, subject)
);
create index identities_person on identities (person_id);
comment on table identities is 'Which account of which identity provider is which colleague';
comment on column identities.issuer is 'The provider, as it names itself in its tokens';
comment on column identities.subject is 'The account, as that provider names it for ever; never an email address, which may pass to somebody else';
comment on column identities.person_id is 'Who it is here';
comment on column identities.linked_at is 'When it was linked, by following an invitation';
comment on column identities.linked_by is 'Who made that invitation; null for the command line';
comment on column identities.used_at is 'When somebody last signed in with it';

create table passkeys (
  credential_id text primary key check (length(credential_id) between 1 and 2000),
  person_id bigint not null references people,
  public_key bytea not null,
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  is_synced boolean not null,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkeys_person on passkeys (person_id);
comment on table passkeys is 'Passkeys (WebAuthn credentials) of staff';
comment on column passkeys.credential_id is 'The authenticator''s name for the key, base64url';
comment on column passkeys.person_id is 'Whose it is';
comment on column passkeys.public_key is 'What its signatures are checked with (COSE)';
comment on column passkeys.counter is 'How often the authenticator says that it was used; one that goes back is a copy, and is refused';
comment on column passkeys.transports is 'How a browser reaches it: internal, usb, nfc, ble, hybrid';
comment on column passkeys.is_synced is 'Whether the key may be on several devices of its owner';
comment on column passkeys.name is 'What its owner calls it';
comment on column passkeys.created_at is 'When it was registered';
comment on column passkeys.used_at is 'When somebody last signed in with it';

create table authenticators (
  person_id bigint primary key references people,
  sealed_secret bytea not null,
  used_step bigint not null,
  created_at timestamptz not null
);
comment on table authenticators is 'Authenticator apps (time-based codes, RFC 6238): who has one is asked for a code after the password';
comment on column authenticators.person_id is 'Whose it is';
comment on column authenticators.sealed_secret is 'The shared secret, sealed with a key made from the desk''s own: a copy of this table makes no codes';
comment on column authenticators.used_step is 'The half minute of the last code that was taken: no code of it or before is taken again';
comment on column authenticators.created_at is 'When it was set up';

create table recovery_codes (
  person_id bigint not null references people,
  code_hash bytea not null check (length(code_hash) = 32),
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);
comment on table recovery_codes is 'Codes on paper for somebody whose authenticator app is out of reach; each is good once';
comment on column recovery_codes.person_id is 'Whose it is';
comment on column recovery_codes.code_hash is 'SHA-256 of the code''s 80 random bits with its owner; the code itself is shown once and kept nowhere';
comment on column recovery_codes.created_at is 'When it was made';
comment on column recovery_codes.used_at is 'When it was used up; null while it is good';

create table sign_in_invitations (
  invitation_hash bytea primary key check (length(invitation_hash) = 32),
  person_id bigint not null references people,
  email text not null check (length(email) <= 254),
  invited_by bigint references people,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_invitations_person on sign_in_invitations (person_id);
comment on table sign_in_invitations is 'Links by which a colleague sets up how they sign in: good once, for a quarter of an hour';
comment on column sign_in_invitations.invitation_hash is 'SHA-256 of the 256 random bits in the link';
comment on column sign_in_invitations.person_id is 'Who is invited';
comment on column sign_in_invitations.email is 'Their address when it was made: after a change of address the link is good no more';
comment on column sign_in_invitations.invited_by is 'Who made it; null for the command line';
comment on column sign_in_invitations.created_at is 'When';
comment on column sign_in_invitations.expires_at is 'From when it is good no more';
comment on column sign_in_invitations.used_at is 'When it was used up; null while it is good';

create table spent_tickets (
  ticket_hash bytea primary key check (length(ticket_hash) = 32),
  expires_at timestamptz not null
);
create index spent_tickets_end on spent_tickets (expires_at);
comment on table spent_tickets is 'Sealed tickets (a step of signing in, a challenge of a passkey) that were used: none is taken twice';
comment on column spent_tickets.ticket_hash is 'SHA-256 of the ticket';
comment on column spent_tickets.expires_at is 'From when the ticket would be refused anyway, and the row is deleted';
