-- The front door: customers and their organisations, signing in by a link, mail that is about no case, articles, and the status of services.

create table organisations (
  organisation_id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index organisations_name on organisations (lower(name));
comment on table organisations is 'Whom customers work for: a police force, another public body, a member.';
comment on column organisations.organisation_id is 'What events and cases name it by.';
comment on column organisations.name is 'As it calls itself.';
comment on column organisations.created_at is 'When it was added.';
comment on column organisations.ended_at is 'From when nobody sees its cases as its contact any more; null while they do.';

alter table cases add column organisation_id bigint;
comment on column cases.organisation_id is 'The organisation that the case belongs to: its contacts see it. A projection of the events; null for most.';

create table customers (
  customer_id bigint generated always as identity primary key,
  email text not null unique check (email = lower(email) and length(email) <= 254),
  name text check (length(name) between 1 and 200),
  organisation_id bigint references organisations,
  created_at timestamptz not null
);
create index customers_organisation on customers (organisation_id) where organisation_id is not null;
comment on table customers is 'Customers of whom staff keep more than what stands on their cases: whom they work for, and for whom they are a contact. Nobody needs a row to report or to sign in.';
comment on column customers.customer_id is 'What the audit names them by.';
comment on column customers.email is 'The address by which they are known; in lower case.';
comment on column customers.name is 'As they call themselves; null where nobody asked.';
comment on column customers.organisation_id is 'Whom they work for; null where nobody knows.';
comment on column customers.created_at is 'When they were added.';

create table organisation_contacts (
  organisation_id bigint not null references organisations,
  customer_id bigint not null references customers on delete cascade,
  since timestamptz not null,
  primary key (organisation_id, customer_id)
);
create index organisation_contacts_customer on organisation_contacts (customer_id);
comment on table organisation_contacts is 'Who is the contact of an organisation, and so sees its cases. A row is deleted when somebody is it no more; the audit says who was it when.';
comment on column organisation_contacts.organisation_id is 'The organisation.';
comment on column organisation_contacts.customer_id is 'The customer.';
comment on column organisation_contacts.since is 'Since when.';

create table customer_links (
  link_id bigint generated always as identity primary key,
  email text not null check (email = lower(email) and length(email) <= 254),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index customer_links_expiry on customer_links (expires_at);
comment on table customer_links is 'Links by which customers sign in, asked for and mailed. The secret in a link is a keyed hash of its row and is kept nowhere. Deleted soon after they expire.';
comment on column customer_links.link_id is 'Stands in the link beside the keyed hash.';
comment on column customer_links.email is 'The address that was typed: whoever reads its mail is let in as it.';
comment on column customer_links.asked_at is 'When it was asked for.';
comment on column customer_links.expires_at is 'Until when it lets somebody in.';
comment on column customer_links.used_at is 'When it did; it does so once.';

create table customer_sessions (
  session_hash bytea primary key check (length(session_hash) = 32),
  email text not null check (email = lower(email) and length(email) <= 254),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index customer_sessions_expiry on customer_sessions (expires_at);
create index customer_sessions_email on customer_sessions (email);
comment on table customer_sessions is 'Which customers are signed in; a row is deleted at sign-out and when it has expired.';
comment on column customer_sessions.session_hash is 'SHA-256 of the 256 random bits in the cookie, so that a copy of this table signs nobody in.';
comment on column customer_sessions.email is 'The address whose mail they read.';
comment on column customer_sessions.created_at is 'When they signed in.';
comment on column customer_sessions.seen_at is 'When they last asked for a page, to the minute.';
comment on column customer_sessions.expires_at is 'When the session ends, however busy it is.';

create table mails (
  mail_id bigint generated always as identity primary key,
  kind text not null check (kind ~ '^[a-z][a-z-]{0,59}$'),
  address text check (length(address) <= 254),
  facts jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  sent_at timestamptz,
  reason text,
  caught bytea
);
create index mails_due on mails (next_attempt_at, mail_id) where state = 'waiting';
create index mails_age on mails (created_at);
comment on table mails is 'Mail that is about no case: links to sign in, and the status of services. Deleted after some weeks.';
comment on column mails.mail_id is 'Order of asking; stands in the Message-ID.';
comment on column mails.kind is 'What it says; decides which feature writes it.';
comment on column mails.address is 'Where it goes; null once nothing more is to be sent there.';
comment on column mails.facts is 'Ids and numbers that its words are made of, and never words.';
comment on column mails.state is 'waiting, sent (the relay took it), failed (given up), or dropped (there was nothing to say to the address).';
comment on column mails.attempts is 'How often it was tried.';
comment on column mails.created_at is 'When it was asked for.';
comment on column mails.next_attempt_at is 'When it is tried next; while an attempt is under way, when that counts as dead.';
comment on column mails.sent_at is 'When the relay took it.';
comment on column mails.reason is 'Why it failed or waits, in a word.';
comment on column mails.caught is 'The whole message, where no relay is set and the mailbox page shows it; null otherwise.';

create table articles (
  article_id bigint generated always as identity primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  state text not null check (state in ('draft', 'published', 'withdrawn')),
  latest_version integer not null,
  published_version integer,
  review_by timestamptz not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  words tsvector,
  check ((state = 'published') = (published_version is not null)),
  check ((state = 'published') = (words is not null))
);
create index articles_found on articles using gin (words);
create index articles_to_review on articles (review_by);
comment on table articles is 'Answers to what people ask, for the public help pages and as suggestions while somebody reports.';
comment on column articles.article_id is 'What staff find it by.';
comment on column articles.slug is 'Its address on the help pages; it never changes.';
comment on column articles.state is 'draft, published, or withdrawn.';
comment on column articles.latest_version is 'The newest version.';
comment on column articles.published_version is 'The version that the public sees; null where it sees none.';
comment on column articles.review_by is 'When somebody must look whether it still holds.';
comment on column articles.created_at is 'When it was begun.';
comment on column articles.changed_at is 'When it was last written, published, withdrawn or reviewed.';
comment on column articles.words is 'What the published version is found by; null where there is none.';

create table article_versions (
  article_id bigint not null references articles,
  version integer not null,
  title text not null check (length(title) between 1 and 150),
  summary text not null check (length(summary) between 1 and 300),
  body text not null check (length(body) between 1 and 50000),
  written_by bigint not null references people,
  written_at timestamptz not null,
  primary key (article_id, version)
);
comment on table article_versions is 'Every version of an article; a version is never changed.';
comment on column article_versions.article_id is 'The article.';
comment on column article_versions.version is 'Counts from 1.';
comment on column article_versions.title is 'The question, or the name of the thing.';
comment on column article_versions.summary is 'One or two sentences, for lists and suggestions.';
comment on column article_versions.body is 'The text: paragraphs, lines that begin with "- " or "1. ", headings that begin with "## ".';
comment on column article_versions.written_by is 'Who wrote it.';
comment on column article_versions.written_at is 'When.';

create table status_reports (
  report_id bigint generated always as identity primary key,
  kind text not null check (kind in ('incident', 'maintenance')),
  service text not null check (length(service) <= 80),
  effect text not null check (effect in ('down', 'partly', 'slow', 'at-risk', 'none')),
  state text not null check (state in ('investigating', 'identified', 'monitoring', 'resolved', 'planned', 'under-way', 'done', 'cancelled')),
  title text not null check (length(title) between 1 and 150),
  starts_at timestamptz not null,
  ends_at timestamptz,
  ended_at timestamptz,
  updates integer not null,
  created_by bigint not null references people,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  published_at timestamptz,
  check (ends_at is null or ends_at > starts_at),
  check (kind = 'incident' or ends_at is not null)
);
create index status_reports_standing on status_reports (starts_at) where published_at is not null and ended_at is null;
create index status_reports_past on status_reports (ended_at desc) where published_at is not null and ended_at is not null;
comment on table status_reports is 'What does not work, or is planned, in words that somebody wrote for the public. Nothing here is taken from a case.';
comment on column status_reports.report_id is 'Stands in its address, in the feeds and in mail.';
comment on column status_reports.kind is 'incident: something does not work; maintenance: it is planned.';
comment on column status_reports.service is 'The service, as the charter names it.';
comment on column status_reports.effect is 'What the service is for its users meanwhile.';
comment on column status_reports.state is 'How far it is; the same as in its last update.';
comment on column status_reports.title is 'In a few words.';
comment on column status_reports.starts_at is 'When it began, or will begin.';
comment on column status_reports.ends_at is 'When planned maintenance is to end; null for an incident.';
comment on column status_reports.ended_at is 'When it was over; null while it stands.';
comment on column status_reports.updates is 'How many updates it has: the next one gets the number after.';
comment on column status_reports.created_by is 'Who began it.';
comment on column status_reports.created_at is 'When.';
comment on column status_reports.changed_at is 'When it was last changed.';
comment on column status_reports.published_at is 'Since when the public sees it; null while it is a draft, which nobody outside can tell from nothing.';

create table status_updates (
  report_id bigint not null references status_reports,
  update_no integer not null,
  at timestamptz not null,
  state text not null,
  effect text not null,
  words text not null check (length(words) between 1 and 5000),
  written_by bigint not null references people,
  primary key (report_id, update_no)
);
create index status_updates_age on status_updates (at desc);
comment on table status_updates is 'What was said of a report, one after the other; never changed.';
comment on column status_updates.report_id is 'The report.';
comment on column status_updates.update_no is 'Counts from 1.';
comment on column status_updates.at is 'When it was said.';
comment on column status_updates.state is 'How far it was then.';
comment on column status_updates.effect is 'What the service was for its users then.';
comment on column status_updates.words is 'What was said.';
comment on column status_updates.written_by is 'Who wrote it.';

create table status_cases (
  case_id bigint not null,
  report_id bigint not null,
  words text not null check (length(words) between 1 and 300),
  published_by bigint not null,
  published_at timestamptz not null,
  primary key (case_id, report_id)
);
create index status_cases_report on status_cases (report_id, published_at);
comment on table status_cases is 'Cases of a major incident that somebody chose to list in public, each with words written for the public. A row is deleted when it is taken off the list; the audit has both.';
comment on column status_cases.case_id is 'The case: its reference and whether it has ended are shown, and nothing else of it.';
comment on column status_cases.report_id is 'The report whose list it is on.';
comment on column status_cases.words is 'What the public reads of it.';
comment on column status_cases.published_by is 'Who chose so.';
comment on column status_cases.published_at is 'When.';

create table status_subscriptions (
  subscription_id bigint generated always as identity primary key,
  address text check (length(address) <= 254),
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  check ((ended_at is not null) = (address is null))
);
create unique index status_subscriptions_confirmed on status_subscriptions (lower(address)) where confirmed_at is not null and ended_at is null;
create index status_subscriptions_unconfirmed on status_subscriptions (asked_at) where confirmed_at is null;
comment on table status_subscriptions is 'Who is told by email when the status of a service changes: nobody before they have confirmed it from their own mailbox.';
comment on column status_subscriptions.subscription_id is 'Stands in the links of its mail beside a keyed hash.';
comment on column status_subscriptions.address is 'Where it goes; deleted when the subscription ends.';
comment on column status_subscriptions.asked_at is 'When somebody typed the address.';
comment on column status_subscriptions.confirmed_at is 'When whoever reads its mail confirmed it.';
comment on column status_subscriptions.ended_at is 'When it was ended.';
