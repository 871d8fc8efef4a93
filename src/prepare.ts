// What a database needs before a desk works on it: the first charter, the holidays, and the clock that the desk will go by.

import { readCharterText, seedCharter } from "./charter/index.ts"
import { type Db, type Tx, transaction } from "./database/index.ts"
import type { Settings } from "./settings.ts"
import {
  type EpochMilliseconds,
  lastEventAt,
  type Now,
  noteDeskClock,
  nowOf,
  realNow,
  seedHolidays,
  startedClock,
} from "./time/index.ts"

type PrepareSettings = Pick<Settings, "now" | "charterFile">

/** Prepares the database; gives the desk's clock and what a person should be told. */
export async function preparedDatabase(db: Db, settings: PrepareSettings): Promise<{ now: Now; remarks: string[] }> {
  const text = await readCharterText(settings.charterFile)
  return await transaction(db, async (tx) => {
    const now = await settledClock(tx, settings)
    await seedHolidays(tx)
    return { now, remarks: await settledCharter(tx, text, now(), settings.charterFile) }
  })
}

async function settledClock(tx: Tx, { now }: PrepareSettings): Promise<Now> {
  const clock = now === undefined ? undefined : startedClock(now, await lastEventAt(tx), realNow())
  await noteDeskClock(tx, clock)
  return nowOf(clock)
}

async function settledCharter(tx: Tx, text: string, at: EpochMilliseconds, fileName: string): Promise<string[]> {
  const seeded = await seedCharter(tx, text, at, fileName)
  if (seeded.published) return [`Published ${fileName} as the first version of the charter.`]
  if (!seeded.differs) return []
  return [
    `${fileName} differs from version ${seeded.latest} of the charter, which stays in force. "charter publish ${fileName} --from INSTANT" puts it in force.`,
  ]
}
