-- Histories from other systems: which logs were brought in, and which case each of their keys became.

create table imports (
  import_id integer generated always as identity primary key,
  file_sha256 bytea not null,
  mapping_sha256 bytea not null,
  charter_version integer not null,
  verdict_clock text,
  started_at timestamptz not null,
  ended_at timestamptz,
  row_count integer,
  used_count integer,
  nothing_new_count integer,
  refused_count integer,
  unique (file_sha256, mapping_sha256, charter_version)
);
comment on table imports is 'One row an import: the same file by the same mapping and the same version of the charter is the same import, however often it is begun.';
comment on column imports.import_id is 'Counts up.';
comment on column imports.file_sha256 is 'SHA-256 of the log, unpacked.';
comment on column imports.mapping_sha256 is 'SHA-256 of the mapping file.';
comment on column imports.charter_version is 'The version of the charter that judges its cases.';
comment on column imports.verdict_clock is 'The clock that the other system''s own verdict is compared with; null where the mapping names no verdict.';
comment on column imports.started_at is 'When it was first begun.';
comment on column imports.ended_at is 'When the last of its cases became an ordinary one; null while it goes on or waits to be resumed.';
comment on column imports.row_count is 'Rows of the log, once it has ended.';
comment on column imports.used_count is 'Rows that say something new.';
comment on column imports.nothing_new_count is 'Rows that say nothing that the desk keeps.';
comment on column imports.refused_count is 'Rows that did not fit.';

create table imported_cases (
  import_id integer not null,
  key_mac bytea not null,
  case_id bigint not null,
  kept_elsewhere boolean,
  is_ended boolean not null,
  primary key (import_id, key_mac)
);
create unique index imported_cases_by_case on imported_cases (case_id);
create index imported_cases_to_end on imported_cases (import_id, case_id) where not is_ended;
comment on table imported_cases is 'Which case each key of a log became, so that an import that is begun again makes nothing twice.';
comment on column imported_cases.import_id is 'The import.';
comment on column imported_cases.key_mac is 'A keyed hash of the case''s number in the other system; the number itself is content.';
comment on column imported_cases.case_id is 'The case.';
comment on column imported_cases.kept_elsewhere is 'Whether the other system thought that it kept its own promise; null where it does not say.';
comment on column imported_cases.is_ended is 'Whether the import of this case has ended: its clocks are ordinary ones.';
