-- A million open cases: each list is answered by an index in the order of the list.

create index cases_by_queue on cases (queue, next_due_at, case_id) where is_open;
create index cases_by_priority on cases (priority, next_due_at, case_id) where is_open;
create index cases_unowned on cases (next_due_at, case_id) where is_open and owner_id is null;
create index cases_by_state on cases (state, next_due_at, case_id);
create index cases_ended on cases (next_due_at, case_id) where not is_open;
