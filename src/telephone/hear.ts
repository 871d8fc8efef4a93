// An event of an exchange, taken in: the call as it is now, and the end of one that belongs to a case on that case.

import { changeLockedCase, noteOffers } from "../cases/index.ts"
import { currentRulesIn } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { callAfter, secondsOf } from "./call.ts"
import type { CallEvent } from "./call-event.ts"
import {
  type Call,
  forgetNumbers,
  lockCall,
  lockExchangeCall,
  markRecorded,
  saveCall,
  silentCalls,
} from "./calls-store.ts"
import { type Line, personNamed } from "./lines-store.ts"
import { forgetPutAway, offerAgain, offeredMilliseconds, ringFor, rungBy, stopRinging } from "./offers-store.ts"

/** Takes an event in; the same one again changes nothing. Gives the number of the call. */
export async function hearEvent(
  db: Db,
  { lineId }: Pick<Line, "lineId">,
  event: CallEvent,
  at: EpochMilliseconds,
): Promise<number> {
  return await transaction(db, async (tx) => {
    const before = await lockExchangeCall(tx, lineId, event.callId, event.direction, at)
    const personId = event.user === null ? null : await personNamed(tx, lineId, event.user)
    const call = callAfter(before, event, personId, at)
    await saveCall(tx, call)
    if (isNews(before, call)) await offerAgain(tx, call.callId)
    await offer(tx, call, event, personId)
    await recordEnd(tx, db, call, at)
    return call.callId
  })
}

// An event that comes again brings nothing back that somebody has put away.
function isNews(before: Call, call: Call): boolean {
  return (["personId", "answeredAt", "endedAt"] as const).some((each) => before[each] !== call[each])
}

// Who could answer it, and who has, are told on the page that they have open.
async function offer(tx: Tx, call: Call, event: CallEvent, personId: number | null): Promise<void> {
  const rings = call.direction === "in" && call.answeredAt === null && call.endedAt === null
  if (rings && event.event === "newCall" && personId !== null) await ringFor(tx, call.callId, personId)
  const concerned = [...(await rungBy(tx, call.callId)), call.personId]
  await noteOffers(
    tx,
    concerned.filter((each) => each !== null),
  )
  if (!rings) await stopRinging(tx, call.callId)
}

/** Writes a call that has ended into the history of its case, once. */
export async function recordEnd(tx: Tx, db: Db, call: Call, at: EpochMilliseconds): Promise<void> {
  if (call.caseId === null || call.endedAt === null || call.isRecorded) return
  const seconds = secondsOf(call)
  const data = {
    call: call.callId,
    direction: call.direction,
    isAnswered: call.answeredAt !== null,
    from: call.answeredAt ?? call.endedAt,
    ...(seconds === undefined ? {} : { seconds }),
  }
  const rules = await currentRulesIn(tx, db)
  await changeLockedCase(tx, call.caseId, { actor: system, rules, at }, () => ({
    happenings: [{ type: "called", data }],
  }))
  await markRecorded(tx, call.callId)
}

const atOnce = 100
const keptMilliseconds = 90 * 24 * 3_600_000

/** Ends calls whose end nobody told of, so that none goes on for ever, and forgets old numbers. Run now and then. */
export async function tidyCalls(db: Db, at: EpochMilliseconds): Promise<void> {
  for (const callId of await silentCalls(db, at, atOnce)) {
    await transaction(db, async (tx) => {
      const call = await lockCall(tx, callId)
      if (call === undefined || call.endedAt !== null) return
      const ended = { ...call, endedAt: call.answeredAt ?? call.toldAt, isEndAssumed: true }
      await saveCall(tx, ended)
      await stopRinging(tx, callId)
      await recordEnd(tx, db, ended, at)
    })
  }
  await forgetPutAway(db, at - offeredMilliseconds)
  await forgetNumbers(db, at - keptMilliseconds)
}
