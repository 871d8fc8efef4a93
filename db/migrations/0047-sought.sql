-- The cases that a search has found are put in order from an index alone: a word in one case of a thousand leads to a thousand of them.

drop index concurrently if exists cases_sought;
create index concurrently cases_sought on cases (case_id) include (next_due_at, is_open, queue, owner_id);
