// What a worker does about heads each minute: makes one where it is time, puts where they belong those that are not there yet.

import type { Db } from "../database/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import { exportHead } from "./export.ts"
import { claimExports, exportDone, exportFailed, exportState } from "./exports-store.ts"
import { highestHead } from "./files.ts"
import { headNumbered } from "./heads-store.ts"
import type { HeadKey } from "./keys.ts"
import { makeHead, signedHeadOf } from "./make.ts"
import { post, type Webhook } from "./post.ts"
import type { HeadSource } from "./source.ts"
import { headText, type SignedHead } from "./statement.ts"

export type HeadPlan = {
  readonly source: HeadSource
  /** One head at each turn of so long, by the desk's clock; undefined: none but those that are asked for. */
  readonly everyMs: number | undefined
  /** The folder outside the database. */
  readonly folder: string
  readonly webhook: Webhook | undefined
}

export type TellFailure = (error: unknown, doing: string) => void

/** Makes a head where a turn of the clock has come since the last one; several workers make one between them. */
export async function makeDueHead(
  db: Db,
  plan: HeadPlan,
  key: HeadKey,
  at: EpochMilliseconds,
): Promise<SignedHead | undefined> {
  const { everyMs } = plan
  if (everyMs === undefined) return undefined
  const isDue = (lastAt: EpochMilliseconds) => Math.floor(at / everyMs) > Math.floor(lastAt / everyMs)
  // Asked first without the lock: mostly the answer is no.
  const { lastAt } = await exportState(db)
  if (lastAt !== null && !isDue(lastAt)) return undefined
  return await makeHead(db, { ...making(plan, key, at), isDue })
}

/** Makes a head now, whatever the clock says. */
export async function makeHeadNow(db: Db, plan: HeadPlan, key: HeadKey, at: EpochMilliseconds): Promise<SignedHead> {
  const made = await makeHead(db, { ...making(plan, key, at), isDue: () => true })
  if (made === undefined) throw new Error("a head that is wanted now is made")
  return made
}

/** Exports what is not where it belongs; gives how many are there now. What fails is told of and tried again. */
export async function exportDueHeads(db: Db, plan: HeadPlan, now: Now, tell: TellFailure): Promise<number> {
  const { folder, source, webhook } = plan
  const toFolder = (number: number) => exportHead(db, source, folder, number)
  const done = await exported(db, "folder", now, toFolder, tell)
  if (webhook === undefined) return done
  return done + (await exported(db, "webhook", now, (number) => postHead(db, webhook, number), tell))
}

function making({ source, webhook, folder }: HeadPlan, key: HeadKey, at: EpochMilliseconds) {
  return {
    source,
    key,
    at,
    highestOutside: highestHead(folder),
    places: ["folder", ...(webhook === undefined ? [] : ["webhook"])],
  }
}

const limit = 20
const leaseMs = 5 * 60_000
const longestPauseMs = 60 * 60_000

async function exported(
  db: Db,
  place: string,
  now: Now,
  put: (number: number) => Promise<void>,
  tell: TellFailure,
): Promise<number> {
  let done = 0
  for (const { number, tries } of await claimExports(db, place, now(), { limit, leaseUntil: now() + leaseMs })) {
    try {
      await put(number)
      await exportDone(db, place, number, now())
      done += 1
    } catch (error) {
      tell(error, `export of head ${number} to the ${place}`)
      await exportFailed(db, place, number, now() + Math.min(60_000 * 2 ** tries, longestPauseMs))
    }
  }
  return done
}

async function postHead(db: Db, webhook: Webhook, number: number): Promise<void> {
  const head = await headNumbered(db, number)
  if (head !== undefined) await post(webhook, headText(signedHeadOf(head)))
}
