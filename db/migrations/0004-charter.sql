-- The published versions of the charter. What was promised is never edited: a change is another version.

create table charter_versions (
  number integer primary key check (number >= 1),
  text text not null check (octet_length(text) between 1 and 262144),
  sha256 bytea not null check (sha256 = sha256(convert_to(text, 'UTF8'))),
  in_force_from timestamptz not null unique,
  published_at timestamptz not null,
  published_by bigint references people
);
comment on table charter_versions is 'Every version of the charter ever published, as it was published; append-only';
comment on column charter_versions.number is 'Counts from 1; kept with each promise. The highest one says whether there is a version that a running process has not read';
comment on column charter_versions.text is 'The file, byte for byte (YAML in UTF-8)';
comment on column charter_versions.sha256 is 'Of the text, so that a file can be compared with what is in force';
comment on column charter_versions.in_force_from is 'From when it is in force, until the next one is; the first is in force for all time before it too';
comment on column charter_versions.published_at is 'When it was published';
comment on column charter_versions.published_by is 'Who published it; null from the command line and at the first start';

create function charter_versions_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'charter_versions is append-only';
end
$$;
comment on function charter_versions_are_append_only is 'Refuses to change or remove what was promised';

create trigger charter_versions_are_append_only before update or delete or truncate on charter_versions
  for each statement execute function charter_versions_are_append_only();

create function charter_versions_never_back_date() returns trigger language plpgsql as $$
begin
  if exists (select from charter_versions where number >= new.number or in_force_from >= new.in_force_from)
    or new.number <> (select coalesce(max(number), 0) + 1 from charter_versions)
    or (new.number > 1 and new.in_force_from <= new.published_at)
  then
    raise exception 'version % of the charter would be back-dated', new.number;
  end if;
  return new;
end
$$;
comment on function charter_versions_never_back_date is 'Keeps versions in order, and all but the first from coming into force before they are published';

create trigger charter_versions_never_back_date before insert on charter_versions
  for each row execute function charter_versions_never_back_date();
