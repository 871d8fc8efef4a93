-- The children of a case, and the major incidents: both are told by the state that a case's events give, and few cases are either.

drop index concurrently if exists cases_of_family;
create index concurrently cases_of_family on cases (((fold ->> 'parent')::bigint), case_id) where fold ? 'parent' or fold ? 'major';
