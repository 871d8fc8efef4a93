-- What a signed-in customer's list of cases is found by: those of their organisations, and those that name their address.
-- The second goes with the words: an address that has been erased finds nothing any more.

drop index concurrently if exists cases_by_organisation;
create index concurrently cases_by_organisation on cases (organisation_id, case_id desc) where organisation_id is not null;
drop index concurrently if exists content_by_address;
create index concurrently content_by_address on content (lower(encode(bytes, 'escape')), case_id desc) where kind = 'email' and bytes is not null;
