// What a database needs before a desk works on it: the first charter, the holidays, and the clock that the desk will go by.

import { readCharterText, seedCharter } from "./charter/index.ts"
import { type Db, lockPreparing, type Presence, type Tx, transaction } from "./database/index.ts"
import { Refused } from "./errors.ts"
import { recordPrivileges } from "./people/index.ts"
import type { Settings } from "./settings.ts"
import {
  type EpochMilliseconds,
  lastEventAt,
  type Now,
  noteDeskClock,
  nowOf,
  readDeskClock,
  realNow,
  seedHolidays,
  startedClock,
} from "./time/index.ts"

type PrepareSettings = Pick<Settings, "now" | "charterFile">

/**
 * Prepares the database, one process of a desk at a time; gives the desk's clock and what a person should be told. Throws Refused where
 * the desk's other processes go by another kind of clock. `machine` is the machine's clock.
 */
export async function preparedDatabase(
  db: Db,
  settings: PrepareSettings,
  presence: Pick<Presence, "join">,
  machine: Now = realNow,
): Promise<{ now: Now; remarks: string[] }> {
  const text = await readCharterText(settings.charterFile)
  return await transaction(db, async (tx) => {
    await lockPreparing(tx)
    const isShared = await presence.join(tx)
    const now = isShared ? await sharedClock(tx, settings, machine) : await settledClock(tx, settings, machine)
    await seedHolidays(tx)
    await recordPrivileges(tx, now())
    return { now, remarks: await settledCharter(tx, text, now(), settings.charterFile) }
  })
}

// A desk has one time: whoever comes later goes by that of those who are here.
async function sharedClock(tx: Tx, { now }: PrepareSettings, machine: Now): Promise<Now> {
  const clock = await readDeskClock(tx)
  if ((clock === undefined) === (now === undefined)) return nowOf(clock, machine)
  throw new Refused(
    clock === undefined
      ? "Other processes of this desk run on real time: start this one without NOW, or stop them first."
      : "Other processes of this desk run on a clock that was set with NOW: start this one with the same, or stop them first.",
  )
}

async function settledClock(tx: Tx, { now }: PrepareSettings, machine: Now): Promise<Now> {
  const clock = now === undefined ? undefined : startedClock(now, await lastEventAt(tx), machine())
  await noteDeskClock(tx, clock)
  return nowOf(clock, machine)
}

async function settledCharter(tx: Tx, text: string, at: EpochMilliseconds, fileName: string): Promise<string[]> {
  const seeded = await seedCharter(tx, text, at, fileName)
  if (seeded.published) return [`Published ${fileName} as the first version of the charter.`]
  if (!seeded.differs) return []
  return [
    `${fileName} differs from version ${seeded.latest} of the charter, which stays in force. "charter publish ${fileName} --from INSTANT" puts it in force.`,
  ]
}
