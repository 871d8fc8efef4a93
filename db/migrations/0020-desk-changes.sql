-- What the desk's open pages go by: which cases have changed a moment ago, and how each colleague has their desk.

create unlogged table case_changes (
  case_id bigint not null,
  changed_in xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (case_id, changed_in)
);
-- allowed: the table is made here
create index case_changes_recent on case_changes (changed_in);
comment on table case_changes is 'Which cases have changed a moment ago, for open pages to ask again; rows are forgotten after some minutes. Not logged: after a crash the pages ask for everything again.';
comment on column case_changes.case_id is 'The case.';
comment on column case_changes.changed_in is 'The transaction that changed it: whoever knows a snapshot finds what was committed since, in whatever order that was.';
comment on column case_changes.changed_at is 'When, by the machine''s clock, so that the row can be forgotten.';

create table preferences (
  person_id bigint primary key references people,
  density text not null default 'comfortable' check (density in ('comfortable', 'compact')),
  single_keys boolean not null default true,
  keys jsonb not null default '{}' check (jsonb_typeof(keys) = 'object'),
  changed_at timestamptz not null
);
comment on table preferences is 'How a colleague has their desk; without a row, as it comes.';
comment on column preferences.person_id is 'Whose desk.';
comment on column preferences.density is 'How close rows stand: comfortable or compact.';
comment on column preferences.single_keys is 'Whether a single key is a shortcut (WCAG 2.1.4); keys held with Control are not switched off by it.';
comment on column preferences.keys is 'The key of each action that the colleague has given another one: {"reply": "e"}.';
comment on column preferences.changed_at is 'When it was last changed.';
