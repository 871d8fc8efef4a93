-- The counts above the queue are read from an index alone, so that a million open cases cost no more than a thousand.

drop index concurrently if exists cases_open;
create index concurrently cases_open on cases (next_due_at, case_id) include (kind) where is_open;
drop index concurrently if exists cases_owned;
create index concurrently cases_owned on cases (owner_id, next_due_at, case_id) include (kind, is_open) where owner_id is not null;
drop index concurrently if exists cases_open_unowned;
create index concurrently cases_open_unowned on cases (next_due_at, case_id) include (kind) where is_open and owner_id is null;
drop index concurrently if exists cases_by_due;
drop index concurrently if exists cases_by_owner;
drop index concurrently if exists cases_unowned;
