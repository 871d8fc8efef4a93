// Letting mail out again after a restore: all of it, none of what was written before, or all but what the relay had already.

import { noticeRecorder } from "../cases/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { domainOf, giveUpNotice, messageIdVerifies, noticeOfMessageId } from "../notices/index.ts"
import { type Actor, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { markReleased, presentHold, type ReleaseHow, waitingNotices } from "./hold-store.ts"

export type Release = {
  readonly how: ReleaseHow
  /** Text that holds the Message-IDs of what the relay took: its log. */
  readonly relayLog: string
  readonly key: Buffer
  readonly mailAddress: string
}

export type Released = { readonly dropped: number }

/** Ends the hold. Throws Refused where the desk is not held, or where somebody else ends it at the same moment. */
export async function releaseHold(db: Db, actor: Actor, release: Release, at: EpochMilliseconds): Promise<Released> {
  mustBeAbleTo(actor, "end-hold")
  const hold = await presentHold(db)
  if (hold === undefined) throw new Refused("Mail is not held.")
  const dropped = release.how === "all" ? 0 : await dropWaiting(db, release, hold.restoredAt, at)
  await transaction(db, async (tx) => {
    const done = await markReleased(tx, { at, by: actor.personId, how: release.how, dropped })
    if (!done) throw new Refused("Somebody else has let mail out at this moment.")
    await record(
      tx,
      {
        action: "mail-released",
        outcome: "done",
        ...doneBy(actor),
        target: [`backup:${hold.backup}`, release.how],
      },
      at,
    )
  })
  return { dropped }
}

/** The Message-IDs in a relay's log that look like ours; whether they are, only the recipient's address proves. */
export function messageIdsIn(relayLog: string): string[] {
  return [...new Set(relayLog.match(/charter\.[0-9a-z]{1,12}\.[0-9a-z]{1,12}\.[a-z2-7]{32}@[a-z0-9.-]{1,253}/gi) ?? [])]
}

const batch = 500

// Nothing is sent while the desk is held, so that what waits stays as it is.
async function dropWaiting(
  db: Db,
  release: Release,
  writtenBy: EpochMilliseconds,
  at: EpochMilliseconds,
): Promise<number> {
  const recorder = noticeRecorder(db)
  const isDropped = dropperFor(release)
  const reason = release.how === "none" ? "held-back" : "sent-before"
  let after = { caseId: 0, noticeId: 0 }
  let dropped = 0
  for (;;) {
    const waiting = await waitingNotices(db, writtenBy, after, batch)
    for (const notice of waiting.filter(isDropped)) {
      await giveUpNotice(db, notice, recorder, reason, at)
      dropped += 1
    }
    const last = waiting.at(-1)
    if (last === undefined) return dropped
    after = last
  }
}

type Waiting = Awaited<ReturnType<typeof waitingNotices>>[number]

function dropperFor({ how, relayLog, key, mailAddress }: Release): (notice: Waiting) => boolean {
  if (how === "none") return () => true
  const domain = domainOf(mailAddress)
  const named = Map.groupBy(messageIdsIn(relayLog), (id) => {
    const found = noticeOfMessageId(domain, id)
    return found === undefined ? "" : `${found.caseId}.${found.noticeId}`
  })
  return ({ caseId, noticeId, recipient }) =>
    recipient !== null &&
    (named.get(`${caseId}.${noticeId}`) ?? []).some((id) =>
      messageIdVerifies(key, domain, id, recipient.toString("utf8")),
    )
}
