-- The signed heads: one Merkle root over the ends of all histories, and over the audit, at intervals; and what makes each quick to find.

create table head_keys (
  key_id text primary key check (key_id ~ '^[0-9a-f]{32}$'),
  public_key bytea not null unique check (length(public_key) = 32),
  first_used_at timestamptz not null,
  endorsed_by text references head_keys,
  endorsement bytea check (length(endorsement) = 64),
  check ((endorsed_by is null) = (endorsement is null))
);
comment on table head_keys is 'Every key that heads and corrections were ever signed with; a key that is used no more stays, because what it signed does';
comment on column head_keys.key_id is 'The first 16 bytes, in hexadecimal, of the SHA-256 of the public key';
comment on column head_keys.public_key is 'The raw Ed25519 public key';
comment on column head_keys.first_used_at is 'When it first signed here';
comment on column head_keys.endorsed_by is 'The key before it, where that one still signed for its successor';
comment on column head_keys.endorsement is 'That signature';

create table heads (
  number bigint primary key check (number >= 1),
  at timestamptz not null,
  statement text not null,
  signature bytea not null check (length(signature) = 64),
  snapshot pg_snapshot not null,
  cluster text not null,
  leaves_after bigint check (leaves_after < number),
  changed integer not null,
  audit_frontier bytea not null
);
comment on table heads is 'The signed heads, in order; append-only. What an auditor holds is the copy outside this database';
comment on column heads.number is 'Counts from 1';
comment on column heads.at is 'When it was made, by the desk''s clock; the same stands in the statement';
comment on column heads.statement is 'What is signed: canonical JSON (RFC 8785)';
comment on column heads.signature is 'Ed25519 over the statement in UTF-8';
comment on column heads.snapshot is 'What was committed when it was made: by it the next one finds what has changed since';
comment on column heads.cluster is 'The identity of the PostgreSQL cluster: in another one the snapshot means nothing';
comment on column heads.leaves_after is 'The head whose leaves those of this one are to be added to; null where this one''s are whole';
comment on column heads.changed is 'How many cases had changed since the head before';
comment on column heads.audit_frontier is 'The roots of the perfect trees that the audit''s leaves make up, largest first: where its tree grows on';

create table head_exports (
  number bigint not null references heads,
  place text not null check (place in ('folder', 'webhook')),
  tries smallint not null default 0,
  next_try_at timestamptz not null,
  done_at timestamptz,
  primary key (number, place)
);
create index head_exports_due on head_exports (place, number) where done_at is null;
comment on table head_exports is 'Which head has been put where outside the database';
comment on column head_exports.number is 'The head';
comment on column head_exports.place is 'folder (HEAD_DIR) or webhook (HEAD_URL)';
comment on column head_exports.tries is 'Attempts that failed';
comment on column head_exports.next_try_at is 'Not before then';
comment on column head_exports.done_at is 'When it was there; null until then';

create table head_buckets (
  bucket bigint primary key,
  cases integer not null,
  root bytea not null check (length(root) = 32),
  leaves bytea not null check (length(leaves) = 256 * 32)
);
alter table head_buckets alter column leaves set storage external;
comment on table head_buckets is 'The Merkle tree of the latest head by ranges of 256 numbers of cases, so that the next one hashes only what has changed';
comment on column head_buckets.bucket is 'The range: cases 256 * bucket + 1 to 256 * bucket + 256';
comment on column head_buckets.cases is 'How many of the numbers are cases';
comment on column head_buckets.root is 'The root of the subtree of 256 leaves';
comment on column head_buckets.leaves is 'The hashes of the leaves; that of an empty leaf where a number is no case';

create table audit_leaves (
  position bigint primary key,
  audit_id bigint not null unique,
  head bigint not null,
  hash bytea not null check (length(hash) = 32)
);
comment on table audit_leaves is 'The rows of the audit in the order in which heads covered them; append-only';
comment on column audit_leaves.position is 'Counts from 0: the place in the audit''s Merkle tree';
comment on column audit_leaves.audit_id is 'The row';
comment on column audit_leaves.head is 'The head that covered it first';
comment on column audit_leaves.hash is 'The hash of its leaf';

create table redaction_ledger (
  case_id bigint not null,
  seq integer not null,
  line bigint not null unique,
  head bigint not null,
  at timestamptz not null,
  contents integer[] not null,
  primary key (case_id, seq)
);
comment on table redaction_ledger is 'What was redacted, in the order of redactions.jsonl: what a restore from an older backup must erase again; append-only';
comment on column redaction_ledger.case_id is 'The case';
comment on column redaction_ledger.seq is 'The event that redacted';
comment on column redaction_ledger.line is 'The line of the file, from 1';
comment on column redaction_ledger.head is 'The head that covered it first';
comment on column redaction_ledger.at is 'When it was redacted';
comment on column redaction_ledger.contents is 'The contents that were erased';

-- The transaction that wrote a row: what a head has not seen is found by it, whatever the order of numbers and of commits. The rows that
-- are there count as written now. A range index costs an insert next to nothing.
alter table events add column xid bigint not null default pg_current_xact_id()::text::bigint;
comment on column events.xid is 'The transaction that inserted it';
create index events_by_transaction on events using brin (xid) with (pages_per_range = 32, autosummarize = on);

alter table audit add column xid bigint not null default pg_current_xact_id()::text::bigint;
comment on column audit.xid is 'The transaction that inserted it';
create index audit_by_transaction on audit using brin (xid) with (pages_per_range = 32, autosummarize = on);
create index audit_by_age on audit using brin (at) with (pages_per_range = 32, autosummarize = on);
