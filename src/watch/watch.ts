// The watch: what the desk stands on - disk, clock, holidays, workers - looked at in every process, whatever its role.

import { randomBytes } from "node:crypto"
import { hostname } from "node:os"
import type { Alarms } from "../alarms.ts"
import { charterVersions } from "../charter/index.ts"
import type { Db } from "../database/index.ts"
import { loadHolidays, type Now, type SteadyClock } from "../time/index.ts"
import { watchEndpoints } from "../webhooks/index.ts"
import { everySecond } from "../worker/index.ts"
import { type DiskPlace, type DiskWatch, diskWatch } from "./disk.ts"
import { holidaysEnding, watchHolidays } from "./holidays.ts"
import { endDoubt, livingWorkers, noteDoubt } from "./store.ts"

export type WatchParts = {
  readonly db: Db
  readonly now: Now
  readonly clock: SteadyClock
  readonly alarms: Alarms
  readonly places: readonly DiskPlace[]
  /** Whether people look at this process: it says so when no worker does what they ask for. */
  readonly isWeb: boolean
  readonly onError: (error: unknown, doing: string) => void
  readonly silenceSeconds?: number
}

export type Watch = { readonly disk: DiskWatch; readonly stop: () => Promise<void> }

/** What a process of the desk is called where several must be told apart. */
export const processName = `${hostname()}:${process.pid}:${randomBytes(3).toString("hex")}`

/** A worker that is not heard of for so long does nothing for anybody. */
const silenceSeconds = 30
/** How long a database must have had room for everything to count as having room again. */
const fullSeconds = 60
const askEvery = 5
const readEvery = 60

export async function startWatch(parts: WatchParts): Promise<Watch> {
  const disk = diskWatch(parts.places, parts.alarms)
  await disk.look()
  // Two rounds, so that a database which does not answer keeps nobody from looking at the disk and the clock.
  const machine = everySecond(
    async () => {
      parts.clock.look()
      await disk.look()
    },
    (error) => parts.onError(error, "watching the disk"),
  )
  const database = everySecond(
    (round) => asked(parts, round),
    (error) => parts.onError(error, "watching the desk"),
  )
  return { disk, stop: async () => void (await Promise.all([machine.stop(), database.stop()])) }
}

async function asked(parts: WatchParts, round: number): Promise<void> {
  await watchClock(parts)
  if (parts.isWeb && round > 0 && round % askEvery === 0) await watchWorkers(parts, round)
  parts.alarms.clearAfter("database-full", fullSeconds)
  if (round % readEvery === 0) await lookAhead(parts)
}

/** Tells of a clock in doubt, and believes it once somebody has said that it is right. */
export async function watchClock({ db, clock, alarms }: Pick<WatchParts, "db" | "clock" | "alarms">): Promise<void> {
  const by = clock.doubt()
  const wasDoubted = alarms.standing().some((each) => each.name === "clock")
  if (by !== undefined) {
    alarms.raise("clock", clockSentence(by))
    if (await noteDoubt(db, processName, Math.round(by))) clock.accept()
  }
  if (clock.doubt() !== undefined || (by === undefined && !wasDoubted)) return
  await endDoubt(db, processName)
  alarms.clear("clock")
}

function clockSentence(by: number): string {
  const minutes = Math.round(Math.abs(by) / 60_000)
  return (
    `The clock of this machine has leapt ${minutes} minutes ${by > 0 ? "ahead" : "back"}: the desk goes by the time that has really passed, and announces ` +
    `nothing. Set the clock right, or, if it is right now, run "charter clock --accept"; after 10 minutes it is believed.`
  )
}

/** Tells when no worker has come round for half a minute; the process itself has as long to see the first. */
export async function watchWorkers(
  { db, alarms, silenceSeconds: seconds = silenceSeconds }: Pick<WatchParts, "db" | "alarms" | "silenceSeconds">,
  round: number,
): Promise<void> {
  if ((await livingWorkers(db, seconds)) > 0) return alarms.clear("no-worker")
  if (round < seconds) return
  alarms.raise(
    "no-worker",
    `No worker has been heard of for ${seconds} seconds: letters and messages are kept, and nothing is read, sent or escalated. Look at the log of the process with ROLE=worker.`,
  )
}

async function lookAhead({ db, now, alarms }: WatchParts): Promise<void> {
  await watchEndpoints(db, alarms)
  watchHolidays(holidaysEnding(await charterVersions(db), await loadHolidays(db), now()), alarms)
}
