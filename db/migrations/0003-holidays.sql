-- Bank holidays, and when each became known: a deadline depends on both.

create table holidays (
  division text not null check (division in ('england-and-wales', 'scotland', 'northern-ireland')),
  date date not null check (date between '2011-01-01' and '2100-12-31'),
  known_from timestamptz not null,
  title text not null check (length(title) between 1 and 200),
  withdrawn_at timestamptz check (withdrawn_at >= known_from),
  primary key (division, date, known_from)
);
create unique index holidays_standing on holidays (division, date) where withdrawn_at is null;
comment on table holidays is 'Days on which calendars that keep a division''s holidays are closed. A day that was withdrawn and announced again has two rows; no row is ever deleted, because promises were made while it stood';
comment on column holidays.division is 'The part of the United Kingdom, as GOV.UK names it';
comment on column holidays.date is 'The day';
comment on column holidays.known_from is 'When it became known; -infinity where it was known all along';
comment on column holidays.title is 'What the day is called';
comment on column holidays.withdrawn_at is 'From when it no longer counts for new promises; null while it stands';

create table holiday_revision (
  is_the_one boolean primary key default true check (is_the_one),
  revision bigint not null
);
comment on table holiday_revision is 'One row: a number that grows whenever what is known of the holidays changes, so that running processes see that they must read them again';
comment on column holiday_revision.is_the_one is 'Always true: there is one row';
comment on column holiday_revision.revision is 'How many times the holidays have changed';

insert into holiday_revision (revision) values (0);
