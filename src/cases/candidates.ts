// Many contacts of one sender, or about one thing, within an hour may be one major incident: they are told to people as one candidate.
// Each stays a case of its own; what it is, a person decides.

import { type Db, type Reads, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { type Actor, may } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  bouncesGathered,
  type Candidate,
  type Continued,
  candidatesSince,
  type Gathering,
  gatherings,
  insertCandidates,
  lockCandidates,
  type Standing,
  standingCandidates,
  updateCandidates,
} from "./candidates-store.ts"

/** So many within the window are a candidate. */
export const candidateContacts = 20
const windowMilliseconds = 3_600_000
/** More do not stand at once: each has twenty contacts of one hour. */
const standingLimit = 1000

/** What is new among the gatherings, and what goes on: a candidate goes on while it has had a contact within the window. */
export function continuing(standing: readonly Standing[], gathered: readonly Gathering[]) {
  const begun: Gathering[] = []
  const continued: Continued[] = []
  for (const each of gathered) {
    const found = standing.find(({ kind, common }) => kind === each.kind && common !== null && common === each.common)
    if (found === undefined) begun.push(each)
    else continued.push({ ...each, candidateId: found.candidateId })
  }
  return { begun, continued }
}

/** Brings the candidates up to date with what came in; gives how many stand. Another worker that does the same is left to it. */
export async function gatherCandidates(db: Db, at: EpochMilliseconds): Promise<number> {
  const since = at - windowMilliseconds
  return await transaction(db, async (tx) => {
    if (!(await lockCandidates(tx))) return 0
    const contacts = await gatherings(tx, since, at, candidateContacts)
    const gathered = [...contacts, ...(await bouncesGathered(tx, since, at, candidateContacts))]
    const { begun, continued } = continuing(await standingCandidates(tx, since), gathered)
    await insertCandidates(tx, begun)
    await updateCandidates(tx, continued)
    return gathered.length
  })
}

/**
 * The candidates that stand at an instant, the largest first: for those who take charge of major incidents, and may see every case of
 * the candidate.
 */
export async function candidates(on: Reads, actor: Actor, at: EpochMilliseconds, limit: number): Promise<Candidate[]> {
  return may(actor, "lead") ? await candidatesSince(on, actor, at - windowMilliseconds, limit) : []
}

/** One of them. Throws NotFound where none of this number stands that the actor may see. */
export async function standingCandidate(
  on: Reads,
  actor: Actor,
  candidateId: number,
  at: EpochMilliseconds,
): Promise<Candidate> {
  const standing = await candidates(on, actor, at, standingLimit)
  const found = standing.find((each) => each.candidateId === candidateId)
  if (found === undefined) throw new NotFound()
  return found
}
