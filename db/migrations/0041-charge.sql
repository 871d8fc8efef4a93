-- Who leads a major incident, or is in its gold group, sees it whatever queue has it: the few cases of a person are found by an index.

drop index concurrently if exists cases_in_charge;
create index concurrently cases_in_charge on cases using gin ((fold -> 'major') jsonb_path_ops) where fold ? 'major';
