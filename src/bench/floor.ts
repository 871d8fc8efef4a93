// The floor under `POST /api/v1/contacts`: one statement through pg that inserts a case with its text index, three events, three
// clocks and a job, into tables of the same shape. No rules, no hashes, no words apart.

import { randomBytes } from "node:crypto"
import pg from "pg"
import { instant } from "../database/index.ts"
import { realNow } from "../time/index.ts"
import { rateOf } from "./measure.ts"
import { asOwner, type Scratch } from "./scratch.ts"

/** Tables like ours, indexes included, beside them. Asked of the owner. */
export const floorTables = ["cases", "events", "clocks", "case_words"]
  .map((name) => `create table if not exists floor_${name} (like ${name} including all)`)
  .concat(
    "create sequence if not exists floor_number",
    "grant all on all tables in schema public to public",
    "grant all on all sequences in schema public to public",
  )
  .join(";\n")

const statement = `with number as (select nextval('floor_number') as case_id),
  chained as (insert into floor_events (case_id, seq, at, type, v, body, hash)
    select case_id, e.* from number, unnest($2::int[], $3::timestamptz[], $4::text[], $5::smallint[], $6::text[], $7::bytea[]) as e),
  timed as (insert into floor_clocks (case_id, name, state, started_at, due_at, next_at, charter_version)
    select case_id, c.*, 1 from number, unnest($8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[]) as c),
  queued as (insert into pgboss.job (name, data, retry_limit, policy) select 'send-notice', jsonb_build_object('case', case_id), 4, 'standard' from number),
  worded as (insert into floor_case_words (case_id, words) select case_id, to_tsvector('english', $13) from number)
  insert into floor_cases (case_id, reference, references_all, kind, state, is_open, queue, subject, opened_at, version, seq, chain_head, fold,
    fold_version, next_due_at, next_at)
  select case_id, 'INC', '{INC}', 'incident', 'new', true, 'contact-centre', $1, now(), 1, 3, $14, $15, 1, now() + interval '1 day', now() + interval '1 day'
  from number returning case_id`

const now = () => instant(realNow())

/** One insert of the floor, as the bare handler makes it too. */
export async function insertFloor(pool: pg.Pool, contact: { subject: string; body: string }): Promise<number> {
  const at = now()
  const three = <T>(value: T): T[] => [value, value, value]
  const body = JSON.stringify({ at, subject: "x".repeat(64), data: "y".repeat(200) })
  const result = await pool.query<{ case_id: string }>({
    name: "floor",
    text: statement,
    values: [
      contact.subject,
      [1, 2, 3],
      three(at),
      three("opened"),
      three(1),
      three(body),
      three(randomBytes(32)),
      ["respond", "restore", "first-reply"],
      three("running"),
      three(at),
      three(at),
      three(at),
      `${contact.subject} ${contact.body}`,
      randomBytes(32),
      JSON.stringify({ state: "new", filler: "z".repeat(600) }),
    ],
  })
  return Number(result.rows[0]?.case_id)
}

export function floorPool(url: string, connections: number): pg.Pool {
  return new pg.Pool({ connectionString: url, max: connections })
}

/** Bare inserts of a letter's bytes a second, over eight connections. */
export async function bareLetterRate(scratch: Pick<Scratch, "ownerUrl">): Promise<number> {
  await asOwner(
    scratch,
    "create table if not exists floor_letters (id bigint generated always as identity primary key, raw bytea not null)",
  )
  const pool = floorPool(scratch.ownerUrl, 8)
  const raw = Buffer.alloc(600, "x")
  const insert = { name: "floor", text: "insert into floor_letters (raw) values ($1)", values: [raw] }
  try {
    return await rateOf(() => pool.query(insert), 8)
  } finally {
    await pool.end()
  }
}
