-- A mark of the secret key, so that processes on one database find out before they hand out links that the others cannot read.

create table secret_key_mark (
  one boolean primary key default true check (one),
  mark bytea not null check (length(mark) = 32),
  marked_at timestamptz not null
);
comment on table secret_key_mark is 'What the processes of this desk compare their SECRET_KEY with; made at the first start';
comment on column secret_key_mark.one is 'There is one row at most';
comment on column secret_key_mark.mark is 'HMAC-SHA256 of a fixed label under a key derived from SECRET_KEY: tells whether a key is the same, and nothing about it';
comment on column secret_key_mark.marked_at is 'When this key was first used, or accepted in place of a lost one';
