// One of everything that belongs to the whole organisation, and a second of each in which something else lies.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Db, row, run, type Sql, sql } from "../../src/database/index.ts"
import { root } from "./code.ts"
import type { Wide } from "./routes.ts"

const charterText = readFileSync(join(root, "charters/college-learn.yaml"), "utf8")

type Known = { readonly personId: number; readonly caseId: number; readonly letterId: number }

export async function wideObjects(db: Db, { personId, caseId, letterId }: Known): Promise<Record<Wide, string>> {
  const idOf = async (insert: Sql) => String((await row<{ id: number }>(db, insert))?.id)
  const line = await idOf(
    sql`insert into telephone_lines (name, secret, created_at) values ('swept', 'x', now()) returning line_id as id`,
  )
  const endpoint = await idOf(endpointAt("https://one.example/"))
  const organisation = await idOf(organisationNamed("Force"))
  const report = await idOf(reportBy(personId))
  const article = await idOf(articleAt("one"))
  for (const version of [1, 2]) await run(db, versionOf(article, version, personId))
  const proposal = await idOf(
    sql`insert into what_if_proposals (charter, proposed_by, proposed_at) values (${charterText}, ${personId}, now()) returning proposal_id as id`,
  )
  await run(
    db,
    sql`insert into status_cases (report_id, case_id, words, published_by, published_at) values (${report}, ${caseId}, 'x', ${personId}, now())`,
  )
  return {
    call: await idOf(
      sql`insert into calls (line_id, exchange_call, direction, told_at) values (${line}, 'c1', 'in', now()) returning call_id as id`,
    ),
    "held-letter": String(letterId),
    "other-mail": await idOf(
      sql`insert into mails (kind, address, facts, state, created_at, next_attempt_at, sent_at, caught)
        values ('status-confirm', 'a@b.example', '{}', 'sent', now(), now(), now(), 'Subject: x') returning mail_id as id`,
    ),
    candidate: await idOf(
      sql`insert into candidates (kind, contacts, began_at, last_at) values ('bounces', 20, now(), now()) returning candidate_id as id`,
    ),
    proposal,
    replay: await idOf(
      sql`insert into what_if_replays (proposal_id, state, asked_by, asked_at) values (${proposal}, 'waiting', ${personId}, now()) returning replay_id as id`,
    ),
    person: String(personId),
    mailbox: await mailboxAt(db, "swept@desk.example"),
    invitation: await idOf(
      sql`insert into invitations (token_hash, name, email, role, invited_by, invited_at, expires_at)
        values (sha256('swept'), 'Swept', 'invited@desk.example', 'adviser', ${personId}, now(), '2100-01-01') returning invitation_id as id`,
    ),
    team: "second-line",
    token: await idOf(
      sql`insert into people (kind, name, role, roles, created_at) values ('token', 'Swept token', 'adviser', '{adviser}', now()) returning person_id as id`,
    ),
    endpoint,
    delivery: await idOf(deliveryTo(endpoint)),
    article,
    version: "2",
    report,
    "report-case": String(caseId),
    organisation,
    customer: await idOf(
      sql`insert into customers (email, organisation_id, created_at) values ('member@force.example', ${organisation}, now()) returning customer_id as id`,
    ),
  }
}

/** Another of each in which something lies, where nothing of the first is found. */
export async function otherHolders(db: Db, personId: number): Promise<Partial<Record<Wide, string>>> {
  const idOf = async (insert: Sql) => String((await row<{ id: number }>(db, insert))?.id)
  const article = await idOf(articleAt("other"))
  await run(db, versionOf(article, 1, personId))
  return {
    article,
    endpoint: await idOf(endpointAt("https://two.example/")),
    organisation: await idOf(organisationNamed("Another")),
    report: await idOf(reportBy(personId)),
  }
}

function endpointAt(url: string): Sql {
  return sql`insert into webhook_endpoints (url, event_types, state, changed_at, created_at, secret, secret_at)
    values (${url}, '{}', 'active', now(), now(), 'x', now()) returning endpoint_id as id`
}

function deliveryTo(endpoint: string): Sql {
  return sql`insert into webhook_deliveries (endpoint_id, message_id, event_type, happened_at, next_attempt_at, look_at)
    values (${endpoint}, 'msg_swept', 'test', now(), now(), now()) returning delivery_id as id`
}

function organisationNamed(name: string): Sql {
  return sql`insert into organisations (name, created_at) values (${name}, now()) returning organisation_id as id`
}

function reportBy(personId: number): Sql {
  return sql`insert into status_reports (kind, service, effect, state, title, starts_at, updates, created_by, created_at, changed_at)
    values ('incident', 'learn', 'down', 'investigating', 'Swept', now(), 0, ${personId}, now(), now()) returning report_id as id`
}

function articleAt(slug: string): Sql {
  return sql`insert into articles (slug, state, latest_version, review_by, created_at, changed_at)
    values (${slug}, 'draft', 1, '2100-01-01', now(), now()) returning article_id as id`
}

function versionOf(article: string, version: number, personId: number): Sql {
  return sql`insert into article_versions (article_id, version, title, summary, body, written_by, written_at)
    values (${article}, ${version}, 'Title', 'Summary', 'Body', ${personId}, now())`
}

async function mailboxAt(db: Db, address: string): Promise<string> {
  await run(
    db,
    sql`insert into mailboxes (address, name, host, port, security, user_name, auth, secret, created_at)
      values (${address}, 'Swept', 'imap.example', 993, 'tls', 'u', 'password', 'x', now())`,
  )
  return address
}
