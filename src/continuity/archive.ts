// The archive of log, kept up each second while a desk with an embedded PostgreSQL runs: what the server has finished goes into BACKUP_DIR.

import { archiveOf, shipLog } from "../backup/index.ts"
import type { Db } from "../database/index.ts"
import { beat, noteNotShipped, noteShipped, systemIdentifier } from "./store.ts"

export type ArchiveRounds = {
  readonly db: Db
  /** Where the server puts finished log aside. */
  readonly logFolder: string
  /** BACKUP_DIR; undefined throws away what a former desk let be put aside. */
  readonly into: string | undefined
  readonly key: Buffer | undefined
  readonly onError: (error: unknown) => void
}

const limitBytes = 2 * 2 ** 30
const beatEveryRounds = 10

/** Begins the rounds, one a second, one at a time. */
export function startArchiving(rounds: ArchiveRounds): { readonly stop: () => Promise<void> } {
  let running: Promise<void> | undefined
  let count = 0
  const tick = () => {
    running ??= archiveRound(rounds, count++)
      .catch(rounds.onError)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(tick, 1000)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** One round: the beat by which a restore tells how far it came, and what is to be shipped. */
export async function archiveRound({ db, logFolder, into, key }: ArchiveRounds, round: number): Promise<void> {
  if (into !== undefined && round % beatEveryRounds === 0) await beat(db)
  const to = into === undefined ? undefined : archiveOf(into, await systemIdentifier(db), key)
  const { file, failure, dropped } = await shipLog({ from: logFolder, to, limitBytes })
  if (file !== undefined) await noteShipped(db, file)
  if (failure !== undefined) {
    await noteNotShipped(db, failure instanceof Error ? failure.message : String(failure), dropped)
    throw failure
  }
}
