// Being told by email: asked for by anybody, confirmed from the mailbox, ended with one click. The mail itself, too.

import { type Db, transaction } from "../database/index.ts"
import { insertMails, type MailWriter, type MailWriters, numberOfToken, tokenFor } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { paths } from "./paths.ts"
import { charterNamed } from "./service.ts"
import { selectPublishedReport, selectUpdate } from "./store.ts"
import {
  confirmSubscription,
  deleteOldSubscriptions,
  endOthers,
  endSubscription,
  insertSubscription,
  selectSubscription,
} from "./subscription-store.ts"

const confirmMail = "status-confirm"
export const updateMail = "status-update"
const confirmWithin = 7 * 24 * 3_600_000

/** Keeps the wish and asks for its confirmation. Nothing else is ever mailed to an address that has not confirmed. */
export async function askToSubscribe(db: Db, address: string, language: string, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    const subscription = await insertSubscription(tx, address.trim(), language, at)
    await insertMails(tx, [{ kind: confirmMail, address: address.trim(), facts: { subscription }, language }], at)
  })
}

/** The subscription of a confirming link that still works. */
export async function toConfirm(
  db: Db,
  key: Buffer,
  token: string,
  at: EpochMilliseconds,
): Promise<number | undefined> {
  const number = numberOfToken(key, "status-confirm", token)
  const found = number === undefined ? undefined : await selectSubscription(db, number)
  if (found === undefined || found.address === null) return undefined
  return found.isConfirmed || found.askedAt + confirmWithin > at ? number : undefined
}

export async function confirm(db: Db, subscriptionId: number, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    await endOthers(tx, subscriptionId, at)
    await confirmSubscription(tx, subscriptionId, at)
  })
}

/** The subscription of a link that ends it; also where it has ended. */
export function toEnd(key: Buffer, token: string): number | undefined {
  return numberOfToken(key, "status-end", token)
}

/** Ends it; again is the same. */
export async function end(db: Db, subscriptionId: number, at: EpochMilliseconds): Promise<void> {
  await endSubscription(db, subscriptionId, at)
}

export async function forgetSubscriptions(db: Db, at: EpochMilliseconds): Promise<void> {
  await deleteOldSubscriptions(db, at - confirmWithin)
}

const confirming: MailWriter = {
  isUnasked: true,
  write: async (db, { facts, letterhead: { key, publicUrl }, language: { say } }, at) => {
    const subscription = await selectSubscription(db, facts["subscription"] ?? 0)
    if (subscription === undefined || subscription.address === null || subscription.isConfirmed) return undefined
    const { service } = await charterNamed(db, at)
    const href = `${publicUrl}${paths.confirm(tokenFor(key, "status-confirm", subscription.subscriptionId))}`
    return {
      subject: say("mail.status.confirm-subject"),
      blocks: [
        { kind: "paragraph", text: say("mail.hello") },
        { kind: "paragraph", text: say("mail.status.confirm-asked", { service }) },
        { kind: "link", text: say("mail.status.confirm-link"), link: { says: href, href } },
        { kind: "paragraph", text: say("mail.not-you") },
      ],
    }
  },
}

const telling: MailWriter = {
  isUnasked: false,
  write: async (db, { facts, letterhead: { key, publicUrl }, language: { say, dates } }, at) => {
    const { subscription: subscriptionId = 0, report: reportId = 0, update: updateNo = 0 } = facts
    const subscription = await selectSubscription(db, subscriptionId)
    const report = await selectPublishedReport(db, reportId)
    const update = await selectUpdate(db, reportId, updateNo)
    if (subscription?.isConfirmed !== true || subscription.address === null) return undefined
    if (report === undefined || update === undefined) return undefined
    const { service } = await charterNamed(db, at)
    const state = say(`status.state.${update.state}`)
    const effect = say(`status.effect.${update.effect}`)
    const href = `${publicUrl}${paths.report(reportId)}`
    const stop = `${publicUrl}${paths.end(tokenFor(key, "status-end", subscriptionId))}`
    const { startsAt, endsAt } = report
    const when =
      endsAt === null
        ? say("mail.status.since", { when: dates.moment(startsAt) })
        : say("mail.status.planned", { when: dates.span(startsAt, endsAt) })
    return {
      subject: say("mail.status.subject", { service, title: report.title, state }),
      blocks: [
        { kind: "paragraph", text: say("mail.status.standing", { effect, state }) },
        { kind: "paragraph", text: when },
        { kind: "words", text: update.words },
        { kind: "link", text: say("mail.status.more"), link: { says: href, href } },
        { kind: "link", text: say("mail.status.stop"), link: { says: stop, href: stop } },
      ],
      unsubscribe: stop,
    }
  },
}

export const statusMailWriters: MailWriters = { [confirmMail]: confirming, [updateMail]: telling }
