-- Cases are found by their customer's telephone number, however either of them is spelt. Erasing the number erases it here.

drop index if exists content_by_phone;
create index concurrently content_by_phone on content (phone_key_in(bytes), case_id) where kind = 'phone' and bytes is not null;
alter table letters validate constraint letters_source_check;
