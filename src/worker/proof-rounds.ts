// What proves the desk's honesty, each few seconds: a signed head where it is time, its export, and who reads very many cases.

import type { Db } from "../database/index.ts"
import { type ManyReader, noteManyReaders } from "../people/index.ts"
import { exportDueHeads, type HeadKey, type HeadPlan, makeDueHead } from "../proof/index.ts"
import type { Now } from "../time/index.ts"
import { everySecond, type Rounds } from "./every.ts"

export type ProofParts = {
  readonly db: Db
  readonly now: Now
  readonly plan: HeadPlan
  /** The key to sign with; undefined where other processes have it. */
  readonly key: () => Promise<HeadKey | undefined>
  readonly readsAlert: number
  readonly alert: (reader: ManyReader) => void
  readonly onError: (error: unknown, doing: string) => void
}

const headsEachRounds = 5
const readersEachRounds = 30

export function startProofRounds(parts: ProofParts): Rounds {
  return everySecond(
    async (round) => {
      if (round % headsEachRounds === headsEachRounds - 1) await headRound(parts)
      if (round % readersEachRounds === 0) await readersRound(parts)
    },
    (error) => parts.onError(error, "signed heads"),
  )
}

// Who has no key exports nothing either: the folder of the one that has it is to be whole.
async function headRound({ db, now, plan, key: keyNow, onError }: ProofParts): Promise<void> {
  if (plan.everyMs === undefined) return
  const key = await keyNow()
  if (key === undefined) return
  await makeDueHead(db, plan, key, now())
  await exportDueHeads(db, plan, now, onError)
}

async function readersRound({ db, now, readsAlert, alert }: ProofParts): Promise<void> {
  for (const reader of await noteManyReaders(db, readsAlert, now())) alert(reader)
}
