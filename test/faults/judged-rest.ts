// What must hold beside the cases: nothing stuck, nothing unsafe, and whoever was refused was told to come again.

import type pg from "pg"
import type { Ledger } from "./ledger.ts"
import { spooled } from "./rest.ts"

// Whoever asks while nothing can be done is told to come again, or hears nothing.
const toComeAgain = [
  "API no answer",
  "API 503",
  "smtp no answer",
  "smtp 451",
  "smtp 452",
  "smtp 421",
  "receive 75",
  "receive no answer",
  "start failed",
  "holiday not known",
]

/** What was seen from outside: answers, ends and starts. An error that we made (a throw at a failpoint) may be answered with 500, once. */
export function outsideWrong({ refusals, oddities, faults }: Ledger): string[] {
  const thrown = faults.filter((each) => each.kind === "failpoint-throw" && /^(case|verb)\./.test(each.detail)).length
  const broken = (refusals.get("API 500") ?? 0) > thrown
  const strange = [...refusals].filter(([what]) => !toComeAgain.includes(what) && (what !== "API 500" || broken))
  return [...oddities, ...strange.map(([what, times]) => `${what} was the answer ${times} times`)]
}

/** Every job is done, and none lies dead. */
export async function jobsWrong(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; state: string; count: number }>(
    "select name, state, count(*)::int as count from pgboss.job where name = 'dead-jobs' or state <> 'completed' group by 1, 2",
  )
  // What failed for good has its copy among the dead.
  return rows.map(({ name, state, count }) => `${count} jobs of ${name} are ${state}`)
}

const safe: Record<string, string> = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  data_checksums: "on",
}

export async function settingsWrong(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any($1)",
    [Object.keys(safe)],
  )
  return rows.filter((each) => each.setting !== safe[each.name]).map(({ name, setting }) => `${name} is ${setting}`)
}

export function spoolWrong(varDir: string): string[] {
  const count = spooled(varDir)
  return count === 0 ? [] : [`${count} letters still lie in the spool`]
}
