-- What a colleague is offered reaches their open pages: of whom something changed a moment ago, and whom a call is ringing for.

create unlogged table person_changes (
  person_id bigint not null,
  changed_in xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (person_id, changed_in)
);
-- allowed: the table is made here
create index person_changes_recent on person_changes (changed_in);
comment on table person_changes is 'For whom what they are offered has changed a moment ago, for their open pages to ask again; rows are forgotten after some minutes. Not logged: after a crash the pages ask for everything again.';
comment on column person_changes.person_id is 'The colleague.';
comment on column person_changes.changed_in is 'The transaction that changed it: whoever knows a snapshot finds what was committed since, in whatever order that was.';
comment on column person_changes.changed_at is 'When, by the machine''s clock, so that the row can be forgotten.';

create table call_rings (
  call_id bigint not null,
  person_id bigint not null references people,
  primary key (call_id, person_id)
);
-- allowed: the table is made here
create index call_rings_of_person on call_rings (person_id);
comment on table call_rings is 'For whom a call rings now, as the exchange names them. Rows go when somebody has answered it, or it is over.';
comment on column call_rings.call_id is 'The call.';
comment on column call_rings.person_id is 'A colleague who could answer it.';
