-- What the desk's what-if pages keep for some days: proposed charters, the replays that were asked for, and what each would have changed.

create table what_if_proposals (
  proposal_id bigint generated always as identity primary key,
  charter text not null check (length(charter) <= 262144),
  received_from timestamptz,
  received_before timestamptz,
  kind text check (kind ~ '^[a-z0-9-]{1,80}$'),
  proposed_by bigint references people,
  proposed_at timestamptz not null
);
create index what_if_proposals_age on what_if_proposals (proposed_at);
comment on table what_if_proposals is 'Charters that somebody proposed on the what-if page, as text, with the cases that they ask about; deleted after some days.';
comment on column what_if_proposals.proposal_id is 'Order of proposing.';
comment on column what_if_proposals.charter is 'The charter file as it was given: it has been read without an error.';
comment on column what_if_proposals.received_from is 'Only cases received from then on; null for no beginning.';
comment on column what_if_proposals.received_before is 'Only cases received before; null for no end.';
comment on column what_if_proposals.kind is 'Only cases of this kind; null for every kind.';
comment on column what_if_proposals.proposed_by is 'Who proposed it.';
comment on column what_if_proposals.proposed_at is 'When.';

create table what_if_replays (
  replay_id bigint generated always as identity primary key,
  proposal_id bigint not null references what_if_proposals on delete cascade,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  asked_by bigint references people,
  asked_at timestamptz not null,
  ended_at timestamptz,
  ranges_done integer not null default 0,
  ranges integer not null default 0,
  result jsonb,
  check ((state = 'done') = (result is not null))
);
create index what_if_replays_proposal on what_if_replays (proposal_id);
create index what_if_replays_unfinished on what_if_replays (asked_at) where state in ('waiting', 'running');
comment on table what_if_replays is 'Replays of the cases under a proposal: asked for on a page, done by a job. Deleted with their proposal.';
comment on column what_if_replays.replay_id is 'Order of asking.';
comment on column what_if_replays.proposal_id is 'What it judges by.';
comment on column what_if_replays.state is 'waiting for a worker, running, done, or failed.';
comment on column what_if_replays.asked_by is 'Who asked.';
comment on column what_if_replays.asked_at is 'When.';
comment on column what_if_replays.ended_at is 'When it was done or had failed.';
comment on column what_if_replays.ranges_done is 'How many ranges of cases have been replayed ...';
comment on column what_if_replays.ranges is '... of so many; 0 before it is known.';
comment on column what_if_replays.result is 'What it counted, and the first of the differences and corrections that it found: ids and numbers, no words.';

create table what_if_changes (
  case_id bigint not null,
  replay_id bigint not null,
  place integer not null,
  clock text not null,
  started_at timestamptz not null,
  actual jsonb not null,
  proposed jsonb not null,
  because text[] not null,
  primary key (case_id, replay_id, place)
);
create index what_if_changes_listed on what_if_changes (replay_id, place);
comment on table what_if_changes is 'Promises that would have come out differently, as many of a replay as a person can look through.';
comment on column what_if_changes.replay_id is 'The replay.';
comment on column what_if_changes.place is 'In the order of cases and their clocks, from 1.';
comment on column what_if_changes.case_id is 'The case.';
comment on column what_if_changes.clock is 'The clock.';
comment on column what_if_changes.started_at is 'When the promise, or this run of it, started.';
comment on column what_if_changes.actual is 'How it came out: verdict, deadline, priority and target.';
comment on column what_if_changes.proposed is 'How it would have come out.';
comment on column what_if_changes.because is 'What is different about the two promises.';
