// Fills a scratch database with open cases: made in two threads by the desk's own rules, copied in, and indexed afterwards.

import { Worker } from "node:worker_threads"
import pg from "pg"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Telling } from "./story.ts"

export type FillPart = {
  readonly url: string
  readonly first: number
  readonly count: number
  readonly at: EpochMilliseconds
  readonly staff: readonly Actor[]
  readonly telling: Telling
}

const threads = 2

/** Adds `count` cases from the number `first` on. The owner's address: indexes are dropped before and made again after. */
export async function fill(part: FillPart, onMade: (cases: number) => void = () => {}): Promise<void> {
  const client = new pg.Client({ connectionString: part.url, options: "-c maintenance_work_mem=512MB" })
  await client.connect()
  try {
    const indexes = await secondaryIndexes(client)
    // To a few more beside many the indexes are rather added to.
    const isLarge = part.count >= 10_000 && part.count > part.first
    if (isLarge) for (const { name } of indexes) await client.query(`drop index ${pg.escapeIdentifier(name)}`)
    await inThreads(part, onMade)
    if (isLarge) for (const { definition } of indexes) await client.query(definition)
    await client.query("select setval('case_number', greatest(nextval('case_number'), $1::bigint))", [
      part.first + part.count,
    ])
    await client.query(noteWords)
    // Without it, an index that holds all that is asked for would still have to look into the table.
    await client.query(
      "vacuum (analyze) cases, case_words, search_words, case_numbers, clocks, events, content, notices, letters",
    )
    await client.query("checkpoint")
  } finally {
    await client.end()
  }
}

// What the worker does of a live desk's cases, some at a time.
const noteWords = `insert into search_words (word)
  select distinct word from case_words, unnest(tsvector_to_array(words)) as word where word ~ '^[[:alpha:]]{3,40}$' order by word
  on conflict do nothing`

async function inThreads(part: FillPart, onMade: (cases: number) => void): Promise<void> {
  const share = Math.ceil(part.count / threads)
  const done = new Map<number, number>()
  const parts = Array.from({ length: threads }, (_, thread) => {
    const first = part.first + thread * share
    return { ...part, first, count: Math.max(0, Math.min(share, part.first + part.count - first)) }
  }).filter((each) => each.count > 0)
  await Promise.all(
    parts.map((each) =>
      ended(each, (cases) => {
        done.set(each.first, cases)
        onMade([...done.values()].reduce((sum, made) => sum + made, 0))
      }),
    ),
  )
}

function ended(part: FillPart, onMade: (cases: number) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = new Worker(new URL("./fill-worker.ts", import.meta.url), { workerData: part })
  worker.on("message", onMade)
  worker.once("error", reject)
  worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a filling thread ended with ${code}`))))
  return promise
}

async function secondaryIndexes(client: pg.Client): Promise<{ name: string; definition: string }[]> {
  const found = await client.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any(array['cases', 'case_words', 'case_numbers', 'search_words', 'clocks', 'events', 'content', 'notices', 'letters']::regclass[])
       and not exists (select from pg_constraint where conindid = i.indexrelid)`,
  )
  return found.rows
}
