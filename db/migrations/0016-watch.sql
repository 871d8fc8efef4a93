-- What the processes of a desk tell each other about themselves: that a worker lives, and that a clock is in doubt.

create table worker_pulses (
  worker text primary key,
  beat_at timestamptz not null
);
comment on table worker_pulses is 'Workers of the desk, each with the moment of its last round: a website whose desk has no living worker says so.';
comment on column worker_pulses.worker is 'The machine and the process, and a random part.';
comment on column worker_pulses.beat_at is 'When it last came round, by the database''s own clock.';

create table clock_doubts (
  process text primary key,
  leap_milliseconds bigint not null,
  began_at timestamptz not null,
  is_accepted boolean not null default false
);
comment on table clock_doubts is 'Processes that doubt the clock of their machine, because it leapt. A row is deleted when the doubt is over.';
comment on column clock_doubts.process is 'The machine and the process, and a random part.';
comment on column clock_doubts.leap_milliseconds is 'By how much the clock leapt; negative: back.';
comment on column clock_doubts.began_at is 'When it leapt, by the database''s own clock.';
comment on column clock_doubts.is_accepted is 'Somebody has looked and says that the clock is right now.';
