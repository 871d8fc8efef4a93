// What the tests of restores look at: all that a database holds, where words stand in it, and files that are spoiled.

import { readFileSync, writeFileSync } from "node:fs"
import { type Db, rows, sql } from "../database/index.ts"

/** Everything that the logged tables hold, as one hash a table: the others are empty after any crash, and after a restore. */
export async function digests(on: Db): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    on,
    sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relpersistence = 'p' and relname <> 'log_archive' order by 1`,
  )
  const found = tables.map(async ({ name }) => {
    const result = await on.pool.query(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${name} t`,
    )
    return [name, result.rows[0].hash] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

/** The tables of a database in which some words stand, as text or as bytes, or can be found by search. */
export async function tablesWith(on: Db, sought: string): Promise<string[]> {
  const hex = Buffer.from(sought).toString("hex")
  const tables = await rows<{ name: string }>(
    on,
    sql`select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'pgboss')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const result = await on.pool.query(
      `select count(*)::int as count from ${name} t where t::text ilike '%' || $1 || '%' or t::text like '%' || $2 || '%'`,
      [sought, hex],
    )
    if (result.rows[0].count > 0) found.push(name)
  }
  const stems = await rows(on, sql`select from case_words where words @@ plainto_tsquery('english', ${sought})`)
  return stems.length > 0 ? [...found, "search"] : found
}

/** Changes one bit of a file. */
export function flipped(path: string, at: number): void {
  const bytes = readFileSync(path)
  const place = Math.floor(at)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

export function replaced(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, "utf8").replace(from, to))
}
