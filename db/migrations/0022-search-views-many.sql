-- Search that finds in spite of typing errors, and numbers however they are spelled. Saved views, going through one case by case, and
-- doing one thing to many cases.

do $$
begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise exception 'search needs the extension pg_trgm, which comes with PostgreSQL: let somebody who may run "create extension pg_trgm" in this database';
end
$$;

create table search_words (
  word text primary key check (length(word) between 3 and 40)
);
create index search_words_alike on search_words using gin (word gin_trgm_ops);
comment on table search_words is 'Every word that stands in some case, as search stems it: where a word that somebody typed stands in none, the words like it are looked for. A word goes with the last case that says it.';
comment on column search_words.word is 'The stem, letters alone.';

create table words_to_note (
  case_id bigint not null,
  seq integer not null,
  primary key (case_id, seq)
);
comment on table words_to_note is 'Cases that got new words, until the worker has noted those in search_words.';
comment on column words_to_note.case_id is 'The case.';
comment on column words_to_note.seq is 'The number of its last event then.';

create table case_numbers (
  case_id bigint not null,
  backwards text collate "C" not null check (backwards ~ '^[0-9]{7,20}$'),
  primary key (case_id, backwards)
);
create index case_numbers_found on case_numbers (backwards, case_id);
comment on table case_numbers is 'Telephone and other long numbers that stand in a case, without what people put between the digits; rebuilt from content.';
comment on column case_numbers.case_id is 'The case.';
comment on column case_numbers.backwards is 'The digits, the last one first, so that the end of a number finds it: with or without the prefix of the country.';

create table search_renewal (
  one boolean primary key default true check (one),
  renewed_to bigint not null,
  until bigint not null
);
insert into search_renewal (renewed_to, until) select 0, coalesce(max(case_id), 0) from cases;
comment on table search_renewal is 'How far the cases from before names and numbers could be searched for have been brought up to date.';
comment on column search_renewal.one is 'There is one row.';
comment on column search_renewal.renewed_to is 'Cases up to this number are up to date ...';
comment on column search_renewal.until is '... and those after this one always were.';

create table views (
  view_id bigint generated always as identity primary key,
  owner_id bigint not null references people,
  name text not null check (length(name) between 1 and 60),
  query text not null check (length(query) <= 2000),
  is_shared boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (owner_id, name)
);
create index views_shared on views (name) where is_shared;
comment on table views is 'Saved views: a name for an address of the list of cases.';
comment on column views.view_id is 'Counts up.';
comment on column views.owner_id is 'Who saved it, and may change it.';
comment on column views.name is 'What they call it.';
comment on column views.query is 'The query of the address, its fields in order: all that the view is.';
comment on column views.is_shared is 'Whether all colleagues have it. Each sees in it what they may see.';
comment on column views.created_at is 'When it was saved.';
comment on column views.changed_at is 'When it was last changed.';

create table plays (
  person_id bigint primary key references people,
  query text not null check (length(query) <= 2000),
  after_place text,
  present_case bigint,
  given bigint[] not null default '{}',
  began_at timestamptz not null,
  moved_at timestamptz not null
);
comment on table plays is 'Colleagues who go through a view case by case: one row each, deleted when they stop.';
comment on column plays.person_id is 'Who.';
comment on column plays.query is 'The view, as the query of its address.';
comment on column plays.after_place is 'Where the list goes on: the place of the case that was shown last; null at its beginning.';
comment on column plays.present_case is 'The case that they have before them: nobody else is given it.';
comment on column plays.given is 'The cases that they have been given: none comes twice.';
comment on column plays.began_at is 'When they began.';
comment on column plays.moved_at is 'When they were given the present case.';

create table bulk_actions (
  bulk_id bigint generated always as identity primary key,
  person_id bigint not null references people,
  verb text not null check (verb ~ '^[a-z][a-z-]{0,29}$'),
  facts jsonb not null,
  words text,
  once text not null unique check (length(once) <= 60),
  state text not null check (state in ('waiting', 'running', 'done', 'stopped')),
  created_at timestamptz not null,
  runs_at timestamptz not null,
  ended_at timestamptz,
  undone_at timestamptz,
  check (words is null or state in ('waiting', 'running'))
);
create index bulk_actions_due on bulk_actions (runs_at) where state in ('waiting', 'running');
create index bulk_actions_of on bulk_actions (person_id, created_at);
comment on table bulk_actions is 'One thing that somebody does to several cases: each is changed by itself, and has a result of its own.';
comment on column bulk_actions.bulk_id is 'Counts up.';
comment on column bulk_actions.person_id is 'Who does it; what they may do and see is asked again when it is done.';
comment on column bulk_actions.verb is 'What is done, as the nouns of the addresses have it: assignment, reply, closure ...';
comment on column bulk_actions.facts is 'To whom, until when, which priority or outcome: ids, enumerations and instants.';
comment on column bulk_actions.words is 'What is said to the customers or noted, until it has been done; then it is content of each case, and nothing here.';
comment on column bulk_actions.once is 'The number of the form: pressing its button again finds the same row.';
comment on column bulk_actions.state is 'waiting (a message would go out, and may be stopped until then), running, done, or stopped.';
comment on column bulk_actions.created_at is 'When it was asked for.';
comment on column bulk_actions.runs_at is 'When it is done: some seconds later where a message would go out.';
comment on column bulk_actions.ended_at is 'When every case had its result.';
comment on column bulk_actions.undone_at is 'When it was undone, as far as it could be.';

create table bulk_cases (
  case_id bigint not null,
  bulk_id bigint not null,
  place integer not null,
  seen_version integer not null,
  state text not null check (state in ('waiting', 'done', 'stale', 'refused', 'stopped', 'undone', 'not-undone')),
  reason text,
  done_version integer,
  before jsonb,
  primary key (case_id, bulk_id)
);
create index bulk_cases_listed on bulk_cases (bulk_id, place);
comment on table bulk_cases is 'The cases of a bulk action, each with what came of it.';
comment on column bulk_cases.case_id is 'The case.';
comment on column bulk_cases.bulk_id is 'The bulk action.';
comment on column bulk_cases.place is 'In the order in which they were chosen, from 1.';
comment on column bulk_cases.seen_version is 'The version of the case that the person looked at: what came since makes it stale.';
comment on column bulk_cases.state is 'waiting, done, stale (something came since), refused (a rule said no), stopped before it was done, undone, or not-undone.';
comment on column bulk_cases.reason is 'Why it was refused or could not be undone, in a sentence of ours.';
comment on column bulk_cases.done_version is 'The version that it left the case at: only then can it be undone.';
comment on column bulk_cases.before is 'Owner, queue, state, priority and hold before it: ids, enumerations and instants.';
