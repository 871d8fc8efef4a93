-- Roles as data: which ones a person holds, every grant and revocation with when and by whom, what each role allowed at which time,
-- and the person whom a token never exceeds.

alter table people drop constraint people_role_check;
alter table people add constraint people_role_is_a_word check (role ~ '^[a-z][a-z-]{0,59}$') not valid;
alter table people add column roles text[];
alter table api_tokens add column owner_id bigint references people;
comment on column people.role is 'The foremost of the roles held, as the person is shown; it decides the rights only where roles is null';
comment on column people.roles is 'The roles held now, a projection of role_changes; null where a release before this one added the person, who then holds the one in role';
comment on column people.password_hash is 'Argon2id, with its parameters and salt; null for a token, and for staff who sign in some other way';
comment on column api_tokens.owner_id is 'The member of staff whom the token never exceeds; null where it was made at the command line';

create table role_changes (
  change_id bigint generated always as identity primary key,
  person_id bigint not null references people,
  role text not null check (role ~ '^[a-z][a-z-]{0,59}$'),
  change text not null check (change in ('granted', 'revoked')),
  at timestamptz not null,
  changed_by bigint references people
);
create index role_changes_person on role_changes (person_id, change_id);
create index role_changes_time on role_changes (at);
comment on table role_changes is 'Every grant and revocation of a role, in order of recording; rows are never changed or deleted, so that the register can be read for any date';
comment on column role_changes.change_id is 'Order of recording';
comment on column role_changes.person_id is 'Who holds the role from then on, or no more';
comment on column role_changes.role is 'Which role (src/people/rights.ts)';
comment on column role_changes.change is 'granted or revoked';
comment on column role_changes.at is 'From when it holds';
comment on column role_changes.changed_by is 'Who granted or revoked it; null for the command line and for what was there before';

create table privilege_changes (
  change_id bigint generated always as identity primary key,
  role text not null check (role ~ '^[a-z][a-z-]{0,59}$'),
  privilege text not null check (privilege ~ '^[a-z][a-z-]{0,59}$'),
  change text not null check (change in ('granted', 'revoked')),
  is_administrative boolean not null,
  at timestamptz not null
);
create index privilege_changes_time on privilege_changes (at);
comment on table privilege_changes is 'What each role allows, as the desk''s own table said at which time: recorded when a desk starts with another table; rows are never changed or deleted';
comment on column privilege_changes.change_id is 'Order of recording';
comment on column privilege_changes.role is 'Which role (src/people/rights.ts)';
comment on column privilege_changes.privilege is 'What it allows from then on, or no more';
comment on column privilege_changes.change is 'granted or revoked';
comment on column privilege_changes.is_administrative is 'Whether it counted as an administrator privilege then';
comment on column privilege_changes.at is 'When the desk started with that table';

create function roles_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the register of roles is never changed or deleted';
end
$$;
comment on function roles_are_append_only is 'Refuses every change of a row that is there';

create trigger role_changes_are_append_only before update or delete or truncate on role_changes
  for each statement execute function roles_are_append_only();
create trigger privilege_changes_are_append_only before update or delete or truncate on privilege_changes
  for each statement execute function roles_are_append_only();

insert into role_changes (person_id, role, change, at)
  select person_id, role, 'granted', created_at from people order by created_at, person_id;
insert into role_changes (person_id, role, change, at)
  select person_id, role, 'revoked', disabled_at from people where disabled_at is not null order by disabled_at, person_id;
