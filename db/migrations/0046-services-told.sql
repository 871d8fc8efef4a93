-- Being told about some services, and not about all.

alter table status_subscriptions add column services text[] check (cardinality(services) between 1 and 200);
comment on column status_subscriptions.services is 'The services that it is about, by their ids in the charter; null: all, and those that are added later.';
