-- The language in which somebody used the desk, so that its mail comes in it.

alter table mails add column language text check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
comment on column mails.language is 'The language of the page on which it was asked for, as the web names it; null: English.';

alter table status_subscriptions add column language text check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
comment on column status_subscriptions.language is 'The language of the page on which it was asked for, as the web names it; null: English.';
