-- Continuity: which backups there are and whether they are good, what restore drills measured, and what is held back after a restore.

create table backups (
  backup_id bigint generated always as identity primary key,
  folder text not null unique,
  state text not null check (state in ('good', 'damaged', 'removed')),
  made_at timestamptz not null,
  verified_at timestamptz not null,
  bytes bigint not null,
  is_encrypted boolean not null,
  seconds double precision not null,
  faults text[] not null default '{}'
);
create index backups_age on backups (made_at);
comment on table backups is 'Backups that were made, and what their last verification found. The backup itself says the same, and outlives this table.';
comment on column backups.backup_id is 'Counts up.';
comment on column backups.folder is 'Where it lies.';
comment on column backups.state is 'good: it was read to its end as it was written. damaged: it was not. removed: by age, or it is gone.';
comment on column backups.made_at is 'When it was made, in the desk''s time.';
comment on column backups.verified_at is 'When it was last read to its end, in the desk''s time.';
comment on column backups.bytes is 'Its size on the disk.';
comment on column backups.is_encrypted is 'Whether it is encrypted.';
comment on column backups.seconds is 'How long it took to make and to verify, by the machine''s clock.';
comment on column backups.faults is 'What is wrong with it, in sentences about files.';

create table drills (
  drill_id bigint generated always as identity primary key,
  folder text,
  is_passed boolean not null,
  begun_at timestamptz not null,
  recovery_point_seconds double precision,
  recovery_seconds double precision,
  checking_seconds double precision,
  data_bytes bigint,
  cases integer,
  events bigint,
  events_missing bigint,
  faults text[] not null default '{}'
);
create index drills_age on drills (begun_at);
comment on table drills is 'Restore drills: a backup restored into a scratch place, looked at and thrown away.';
comment on column drills.drill_id is 'Counts up.';
comment on column drills.folder is 'The backup that was restored; absent where there was none.';
comment on column drills.is_passed is 'Whether it was restored and found sound.';
comment on column drills.begun_at is 'When it began, in the desk''s time.';
comment on column drills.recovery_point_seconds is 'How much of the desk''s work, in seconds before the drill began, the restored copy does not hold.';
comment on column drills.recovery_seconds is 'From the first byte read to a database that answers, by the machine''s clock.';
comment on column drills.checking_seconds is 'How long it took to verify the restored cases, by the machine''s clock.';
comment on column drills.data_bytes is 'The size of the restored data.';
comment on column drills.cases is 'Cases that were restored.';
comment on column drills.events is 'Events that were restored.';
comment on column drills.events_missing is 'Events that the living desk had when the drill began and the copy has not.';
comment on column drills.faults is 'What went wrong, in sentences about files and cases.';

create table chores (
  name text primary key,
  begun_at timestamptz not null,
  is_failed boolean not null default false,
  reason text
);
comment on table chores is 'When each thing that is done on a timetable was last begun, so that of many workers one does it.';
comment on column chores.name is 'backup, verification or drill.';
comment on column chores.begun_at is 'When it was last begun, in the desk''s time.';
comment on column chores.is_failed is 'Whether it failed; then it is begun again sooner.';
comment on column chores.reason is 'Why it failed, in a sentence about files and programs.';

create table log_archive (
  is_only boolean primary key default true check (is_only),
  beat_at timestamptz not null,
  shipped_file text,
  shipped_at timestamptz,
  failing_since timestamptz,
  reason text,
  dropped integer not null default 0
);
comment on table log_archive is 'How the archive of log stands: one row, which also beats, so that a restore can tell how far it came. By the clock of the server, not of the desk.';
comment on column log_archive.is_only is 'There is one row.';
comment on column log_archive.beat_at is 'Now, every few seconds.';
comment on column log_archive.shipped_file is 'The last file that is safely in the archive.';
comment on column log_archive.shipped_at is 'When it got there.';
comment on column log_archive.failing_since is 'Since when the archive takes nothing.';
comment on column log_archive.reason is 'Why not.';
comment on column log_archive.dropped is 'Files of log given up for want of room: no moment after the first of them can be restored from an older backup.';

create table desk_holds (
  hold_id bigint generated always as identity primary key,
  restored_at timestamptz not null,
  last_event_at timestamptz,
  backup text not null,
  redactions integer not null default 0,
  released_at timestamptz,
  released_by bigint,
  release text check (release in ('all', 'none', 'unsent')),
  dropped integer,
  check ((released_at is null) = (release is null))
);
create unique index desk_holds_one on desk_holds ((true)) where released_at is null;
comment on table desk_holds is 'Restores. Until one is released, no mail goes out and nothing that fell due is announced.';
comment on column desk_holds.hold_id is 'Counts up.';
comment on column desk_holds.restored_at is 'When the restore ended, in the desk''s time.';
comment on column desk_holds.last_event_at is 'The last event that the restored history holds: what was done after it is lost.';
comment on column desk_holds.backup is 'The name of the backup.';
comment on column desk_holds.redactions is 'Redactions made since the backup that were applied again.';
comment on column desk_holds.released_at is 'When somebody let mail go out again.';
comment on column desk_holds.released_by is 'Who did; absent for the command line.';
comment on column desk_holds.release is 'all: everything that waited goes out. none: nothing that was written before the restore. unsent: what the relay had already was left out.';
comment on column desk_holds.dropped is 'How many messages were left out.';
