-- Uploads lie in pieces, as they come: nobody holds a file as a whole before it is sent.

create table upload_pieces (
  upload_id text not null references uploads on delete cascade,
  piece_no integer not null check (piece_no >= 0),
  bytes bytea not null check (length(bytes) between 1 and 1048576),
  primary key (upload_id, piece_no)
);
alter table upload_pieces alter column bytes set storage external;
comment on table upload_pieces is 'The bytes of uploads, in order. They go with the upload.';
comment on column upload_pieces.upload_id is 'The upload.';
comment on column upload_pieces.piece_no is 'Its place, from 0.';
comment on column upload_pieces.bytes is 'A part of the file.';

alter table uploads alter column bytes drop not null;
comment on column uploads.bytes is 'The file, where it was kept as a whole before uploads lay in pieces; null otherwise.';
alter table uploads add column is_whole boolean not null default true;
comment on column uploads.is_whole is 'False while its pieces still come. What never becomes whole is seen by nobody, and deleted with what is never sent.';
