-- What the customer's pages keep: reports that are being written, and how often somebody has used a form.

create table reports (
  report_hash bytea primary key check (length(report_hash) = 32),
  answers jsonb not null,
  case_id bigint,
  expires_at timestamptz not null,
  check (case_id is null or answers = '{}')
);
create index reports_expiry on reports (expires_at);
comment on table reports is 'Reports that a customer is writing, page by page. A row is deleted when it expires; once the report is a case, its words are on the case and no more here.';
comment on column reports.report_hash is 'SHA-256 of the 192 random bits in the addresses of the form''s pages, so that a copy of this table opens no form.';
comment on column reports.answers is 'What has been answered so far, by question; empty once sent.';
comment on column reports.case_id is 'The case that the report became.';
comment on column reports.expires_at is 'Until when it is kept: some hours after it was last saved.';

create table form_uses (
  subject bytea primary key check (length(subject) = 32),
  uses integer not null,
  window_ends_at timestamptz not null
);
create index form_uses_end on form_uses (window_ends_at);
comment on table form_uses is 'Counters that keep the customer''s forms from being used as a flood; each starts anew when its window ends.';
comment on column form_uses.subject is 'A keyed hash of what is counted: a form with a network address, an email address or a case.';
comment on column form_uses.uses is 'Uses in this window.';
comment on column form_uses.window_ends_at is 'When the counter starts anew.';
