// How many cases each saved view has. Counted no further than says something, and at most every half minute for one person: a page shows
// several views, and nobody decides by these numbers.

import { countCases, type FoundCount } from "../../cases/index.ts"
import { type Db, perDatabase } from "../../database/index.ts"
import type { Actor } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { filterOf, queryOfView } from "./queue-filter.ts"

const countLimit = 99
const keptMilliseconds = 30_000
const keptLimit = 2000

type Kept = { readonly count: Promise<FoundCount | undefined>; readonly until: number }
const keptFor = perDatabase(() => new Map<string, Kept>())

/** In the order of the views: "12", "99+", "9 or more" where it was not looked to the end; null where the view means nothing any more. */
export async function countsOf(
  db: Db,
  actor: Actor,
  queries: readonly string[],
  at: EpochMilliseconds,
): Promise<(string | null)[]> {
  const counts = await Promise.all(queries.map((query) => countKept(db, actor, query, at)))
  return counts.map((each) => (each === undefined ? null : countWords(each)))
}

function countKept(db: Db, actor: Actor, query: string, at: EpochMilliseconds): Promise<FoundCount | undefined> {
  const kept = keptFor(db)
  const key = JSON.stringify([actor.personId, actor.queues, query])
  const found = kept.get(key)
  if (found !== undefined && performance.now() < found.until) return found.count
  if (kept.size >= keptLimit) kept.clear()
  const count = countOf(db, actor, query, at)
  kept.set(key, { count, until: performance.now() + keptMilliseconds })
  count.catch(() => kept.delete(key))
  return count
}

async function countOf(db: Db, actor: Actor, query: string, at: EpochMilliseconds): Promise<FoundCount | undefined> {
  const read = queryOfView(query)
  return read === undefined ? undefined : await countCases(db, actor, filterOf(read, at), countLimit)
}

function countWords({ count, isExact }: FoundCount): string {
  if (isExact) return String(count)
  return count >= countLimit ? `${countLimit}+` : `${count} or more`
}
