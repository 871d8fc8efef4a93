-- The audit is read by time and by what it speaks of, a page at a time.

drop index concurrently if exists audit_by_moment;
create index concurrently audit_by_moment on audit (at, audit_id);

drop index concurrently if exists audit_by_target;
create index concurrently audit_by_target on audit ((target[1]), at, audit_id);
