// A signed correction (contract: `outcome`): the one way in which a recorded outcome comes to count as another, and only where the rules say so.

import { type Db, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import { type HeadKey, listKey } from "../proof/index.ts"
import { canonical } from "../timeline/index.ts"
import { type ChangedCase, type ChangeRequest, changeLockedCase, type Deciding, type Decision } from "./change.ts"
import { caseEventFrom, type EventData } from "./events.ts"
import { recordedFrom } from "./history.ts"
import { caseIdIn } from "./reference.ts"
import { isOutcome, type OutcomeEvent, rejudged, standingJudgement } from "./rejudge.ts"
import { type EventRow, eventRowsOf } from "./store.ts"

export type Correction = { readonly event: number; readonly authority: string; readonly reason: string }
type Corrected = EventData["outcome-corrected"]

/** Records what the outcome of an event should have been. Throws Refused where the event is no outcome, or its derivation agrees with it. */
export async function correctOutcome(
  db: Db,
  ask: Omit<ChangeRequest, "right">,
  correction: Correction,
  key: HeadKey,
): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "correct")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, (tx) =>
    changeLockedCase(tx, caseId, ask, async (deciding) => {
      await listKey(tx, key, deciding.at)
      return corrected({ ...deciding, rules: ask.rules }, await eventRowsOf(tx, caseId), correction, key)
    }),
  )
}

type StoredRow = Pick<EventRow, "seq" | "body" | "hash">

function corrected(deciding: Deciding, stored: readonly StoredRow[], correction: Correction, key: HeadKey): Decision {
  const { caseId, actor, at, keep, rules } = deciding
  const events = stored.map((each) => caseEventFrom(recordedFrom(each.body)))
  const outcome = events.find((each) => each.seq === correction.event)
  if (outcome === undefined || !isOutcome(outcome))
    throw new Refused(`Event ${correction.event} of ${deciding.reference} is not the outcome of a clock.`)
  const was = standingJudgement(events, outcome)
  const now = rejudged(events, outcome, rules, at)
  if (now === undefined) throw new Refused(undecided(outcome))
  if (now.verdict === was.verdict && now.due === was.due) throw new Refused(agreeing(outcome))
  const about = { personId: actor.personId }
  const data = {
    clock: outcome.data.clock,
    event: outcome.seq,
    outcome: hashOf(stored, outcome),
    judgedAt: outcome.at,
    was: { verdict: was.verdict, due: was.due },
    ...now,
    authority: keep("authority", correction.authority, about),
    reason: keep("reason", correction.reason, about),
    key: key.keyId,
  }
  const signature = key.sign(correctionStatement(caseId, at, data)).toString("hex")
  return { happenings: [{ type: "outcome-corrected", data: { ...data, signature } }] }
}

/** What is signed: everything that the event says, with its case and its moment. */
export function correctionStatement(caseId: number, at: number, data: Omit<Corrected, "signature">): string {
  return canonical({ ...data, at, case: caseId, what: "charter outcome-corrected", v: 1 })
}

function hashOf(stored: readonly StoredRow[], { seq }: OutcomeEvent): string {
  return stored.find((each) => each.seq === seq)?.hash.toString("hex") ?? ""
}

function undecided({ seq, data }: OutcomeEvent): string {
  return `By the rules of now the clock ${data.clock} of event ${seq} has not been judged yet: correct it when what it waits for has happened, or its time is over.`
}

function agreeing({ seq, data }: OutcomeEvent): string {
  return `What is recorded of ${data.clock} (event ${seq}) is what the rules give: there is nothing to correct.`
}
