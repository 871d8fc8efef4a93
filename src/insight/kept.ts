// What-if as a page has it: a charter is proposed, a replay asked for, a job does it, and after some days all of it is forgotten.

import { examinedCharter } from "../charter/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { addJobs } from "../jobs/index.ts"
import { type Actor, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import { type EpochMilliseconds, publishedFrom } from "../time/index.ts"
import {
  beginReplay,
  deleteProposalsBefore,
  endReplay,
  findProposal,
  findReplay,
  insertChanges,
  insertProposal,
  insertReplay,
  lockedCounts,
  type NewProposal,
  noteProgress,
  type Proposal,
  type Result,
} from "./kept-store.ts"
import { type Question, replayHistories } from "./replay.ts"
import { reportOf } from "./report.ts"

export const daysKept = 14
export const proposalsLimit = 200
export const unfinishedLimit = 5
/** More than a person looks through; all are counted. */
export const changesKept = 10_000
const differencesKept = 100
/** A replay that has not ended by then was given up by its job, and counts no more. */
const givenUpMilliseconds = 2 * 60 * 60 * 1000

/** Keeps a proposal for some days. Throws Refused where there are too many. */
export async function propose(db: Db, actor: Actor, proposal: Omit<NewProposal, "by">): Promise<number> {
  mustBeAbleTo(actor, "replay")
  return await transaction(db, async (tx) => {
    const { proposals } = await lockedCounts(tx, proposal.at)
    if (proposals >= proposalsLimit)
      throw new Refused(
        `There are ${proposals} proposals already. They are forgotten after ${daysKept} days: try again then.`,
      )
    return await insertProposal(tx, { ...proposal, by: actor.personId })
  })
}

/** Asks for a replay; a job does it. Throws NotFound, and Refused where too many wait. */
export async function askForReplay(db: Db, actor: Actor, proposalId: number, at: EpochMilliseconds): Promise<number> {
  mustBeAbleTo(actor, "replay")
  return await transaction(db, async (tx) => {
    if ((await findProposal(tx, proposalId)) === undefined) throw new NotFound()
    const { unfinished } = await lockedCounts(tx, at - givenUpMilliseconds)
    if (unfinished >= unfinishedLimit)
      throw new Refused(`${unfinished} replays are waiting or running already. Wait until one of them has ended.`)
    const replayId = await insertReplay(tx, proposalId, actor.personId, at)
    await addJobs(tx, [{ name: "what-if", data: { replay: replayId } }])
    const target = [`proposal:${proposalId}`, `replay:${replayId}`]
    await record(tx, { action: "replay-asked", outcome: "done", ...doneBy(actor), target }, at)
    return replayId
  })
}

/** The job: replays, keeps what it came to. Done again after a crash it comes to the same. */
export async function doReplay(db: Db, replayId: number, now: () => EpochMilliseconds): Promise<void> {
  const isBegun = await transaction(db, (tx) => beginReplay(tx, replayId))
  const replay = isBegun ? await findReplay(db, replayId) : undefined
  const proposal = replay && (await findProposal(db, replay.proposalId))
  if (proposal === undefined) return
  try {
    await endReplay(db, replayId, await resultOf(db, replayId, proposal, now()), now())
  } catch (error) {
    await endReplay(db, replayId, null, now())
    throw error
  }
}

/** Deletes what is older than some days. */
export async function forgetReplays(db: Db, at: EpochMilliseconds): Promise<number> {
  return await deleteProposalsBefore(db, at - daysKept * 24 * 60 * 60 * 1000)
}

async function resultOf(db: Db, replayId: number, proposal: Proposal, at: EpochMilliseconds): Promise<Result> {
  const found = { differences: [] as Result["differences"], corrected: [] as Result["corrected"] }
  const counted = { differences: 0, corrected: 0 }
  let kept = 0
  const tally = await replayHistories(db, questionOf(proposal, at), {
    // People work beside it: one thread, so that it never takes every processor.
    threads: 1,
    onRange: async (told, done, ranges) => {
      const changes = told.changes.slice(0, changesKept - kept)
      await insertChanges(db, replayId, kept + 1, changes)
      kept += changes.length
      counted.differences += told.differences.length
      counted.corrected += told.corrected.length
      found.differences = [...found.differences, ...told.differences].slice(0, differencesKept)
      found.corrected = [...found.corrected, ...told.corrected].slice(0, differencesKept)
      await noteProgress(db, replayId, done, ranges)
    },
  })
  return { at, report: reportOf(tally), ...found, counted }
}

function questionOf({ charter, holidays, from, before, kind }: Proposal, at: EpochMilliseconds): Question {
  const { source } = examinedCharter(charter)
  if (source === undefined) throw new Error("a proposal that was kept could be read")
  const selection = {
    ...(from === null ? {} : { from }),
    ...(before === null ? {} : { to: before }),
    ...(kind === null ? {} : { kind }),
  }
  const proposed = holidays === null ? {} : { holidays: publishedFrom(holidays) }
  return { charter: source.charter, ...proposed, selection, at }
}
