// Undoing a bulk action: before anything was done it is stopped; afterwards each case gets an event that takes the move back, if nothing
// has come to the case since. What has been said to somebody cannot be unsaid.

import { z } from "zod"
import { changeLockedCase, type Deciding, type Decision, holdReasons } from "../cases/index.ts"
import { priorityLevels } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Refused, Stale } from "../errors.ts"
import { type Actor, mustBeAbleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type BulkFacts, type BulkOrder, type BulkVerb, bulkFacts, rightFor } from "./bulk.ts"
import { resultOf } from "./bulk-run.ts"
import {
  type BulkCaseRow,
  type BulkRow,
  casesOfBulk,
  lockBulkCase,
  markUndone,
  setBulkResult,
  stopBulk,
} from "./bulk-store.ts"
import { classified } from "./classify.ts"
import { held } from "./hold.ts"
import { resumed } from "./resume.ts"

/** So long after it was done a bulk action may be undone. */
export const undoableMilliseconds = 60 * 60 * 1000

const undoable: ReadonlySet<BulkVerb> = new Set([
  "assignment",
  "classification",
  "hold",
  "resumption",
  "escalation",
  "closure",
])

/** Why something can never be undone once it is done; undefined where it can be. */
export function finalWords({ facts }: Pick<BulkOrder, "facts">): string | undefined {
  if (undoable.has(facts.verb)) return undefined
  if (facts.verb === "note") return "A note cannot be taken back once it has been added."
  if (facts.verb === "reopening")
    return "This cannot be undone: its promises count again from the moment a case is reopened. A case that was reopened by mistake is resolved again."
  return "What has been sent cannot be taken back."
}

export function isUndoable({ facts, state, runsAt, undoneAt }: BulkRow, at: EpochMilliseconds): boolean {
  const { verb } = bulkFacts.parse(facts)
  if (state === "waiting") return true
  return state === "done" && undoneAt === null && undoable.has(verb) && at - runsAt < undoableMilliseconds
}

/** Whether a case that was changed can go back to what it was, as far as that is known beforehand. */
export function mayGoBack({ verb }: BulkFacts, { state, before: was }: Pick<BulkCaseRow, "state" | "before">): boolean {
  return state === "done" && (verb !== "classification" || before.parse(was).priority !== null)
}

export type Undoing = {
  readonly actor: Actor & { readonly personId: number }
  readonly bulk: BulkRow
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
}

/** Undoes an order as far as it can be. Throws Refused where it is too late. */
export async function undoOrder(db: Db, { actor, bulk, rules, at }: Undoing): Promise<void> {
  const { bulkId } = bulk
  if (bulk.state === "waiting" && (await stopBulk(db, actor.personId, bulkId, at))) return
  const order = { facts: bulkFacts.parse(bulk.facts), words: null }
  mustBeAbleTo(actor, rightFor(order))
  if (!isUndoable(bulk, at) || !(await markUndone(db, actor.personId, bulkId, at)))
    throw new Refused("This has been done, and cannot be undone any more.")
  const done = (await casesOfBulk(db, bulkId)).filter((each) => each.state === "done")
  for (const { caseId } of done) await undoOne(db, { bulkId, actor, order, rules, at }, caseId)
}

type Doing = Omit<Undoing, "bulk"> & { readonly bulkId: number; readonly order: BulkOrder }

async function undoOne(db: Db, { bulkId, actor, order, rules, at }: Doing, caseId: number): Promise<void> {
  try {
    await transaction(db, async (tx) => {
      const found = await lockBulkCase(tx, bulkId, caseId, "done")
      if (found === undefined || found.doneVersion === null) return
      const ask = { actor, version: found.doneVersion, rules, at }
      await changeLockedCase(tx, caseId, ask, (deciding) => takenBack(deciding, order, before.parse(found.before)))
      await setBulkResult(tx, { bulkId, caseId, from: "done" }, { state: "undone" })
    })
  } catch (error) {
    const { reason } = error instanceof Stale ? { reason: "Something has come to it since." } : resultOf(error)
    const result = { state: "not-undone" as const, ...(reason === undefined ? {} : { reason }) }
    await setBulkResult(db, { bulkId, caseId, from: "done" }, result)
  }
}

const before = z.object({
  ownerId: z.int().nullable(),
  queue: z.string(),
  state: z.string(),
  priority: z.literal(priorityLevels).nullable(),
  hold: z.object({ for: z.enum(holdReasons), from: z.int(), until: z.int().nullable() }).nullable(),
})
type Before = z.infer<typeof before>

function takenBack(deciding: Deciding, { facts }: BulkOrder, was: Before): Decision {
  const of = deciding.state.seq
  switch (facts.verb) {
    case "assignment":
      return {
        happenings: [{ type: "returned", data: { of, owner: was.ownerId, queue: was.queue, state: was.state } }],
      }
    case "escalation":
      return {
        happenings: [
          {
            type: "returned",
            data: { of, owner: was.ownerId, queue: was.queue, state: was.state, from: "escalation" },
          },
        ],
      }
    case "closure":
      return { happenings: [{ type: "unclosed", data: { of, state: was.state } }] }
    case "hold":
      return resumed(deciding)
    case "resumption":
      return heldAgain(deciding, was)
    case "classification":
      if (was.priority === null) throw new Refused("It had no priority before, and cannot go back to none.")
      return classified(deciding, { priority: was.priority })
    default:
      throw new Refused("What has been said cannot be unsaid.")
  }
}

function heldAgain(deciding: Deciding, { hold }: Before): Decision {
  if (hold === null) throw new Refused("It was not on hold.")
  const until = hold.until !== null && hold.until > deciding.at ? { until: hold.until } : {}
  return held(deciding, { for: hold.for, ...until })
}
