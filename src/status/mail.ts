// The mail of a subscription: the question whether it is wanted, and what was said of a service.

import { type Block, type MailWriter, type MailWriters, tokenFor } from "../notices/index.ts"
import type { Language } from "../words/index.ts"
import { paths } from "./paths.ts"
import { namedServices, namesOf } from "./service.ts"
import { type Report, selectPublishedReport, selectUpdate, type Update } from "./store.ts"
import { confirmMail, updateMail } from "./subscribe.ts"
import { selectSubscription } from "./subscription-store.ts"

const confirming: MailWriter = {
  isUnasked: true,
  secret: "link",
  write: async (db, { facts, letterhead: { key, publicUrl }, language: { say } }, at) => {
    const subscription = await selectSubscription(db, facts["subscription"] ?? 0)
    if (subscription === undefined || subscription.address === null || subscription.isConfirmed) return undefined
    const service = namesOf(await namedServices(db, at), subscription.services)
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
  secret: "link",
  write: async (db, { facts, letterhead: { key, publicUrl }, language }, at) => {
    const { subscription: subscriptionId = 0, report: reportId = 0, update: updateNo = 0 } = facts
    const subscription = await selectSubscription(db, subscriptionId)
    const report = await selectPublishedReport(db, reportId)
    const update = await selectUpdate(db, reportId, updateNo)
    if (subscription?.isConfirmed !== true || subscription.address === null) return undefined
    if (report === undefined || update === undefined) return undefined
    const services = await namedServices(db, at)
    const linkTo = (text: string, path: string): Block => {
      const href = `${publicUrl}${path}`
      return { kind: "link", text: language.say(text), link: { says: href, href } }
    }
    const stop = paths.end(tokenFor(key, "status-end", subscriptionId))
    const choice = paths.choice(tokenFor(key, "status-choice", subscriptionId))
    return {
      subject: subjectOf(report, update, namesOf(services, [report.service]), language),
      blocks: [
        ...told(report, update, language),
        linkTo("mail.status.more", paths.report(reportId)),
        ...(services.length > 1 ? [linkTo("mail.status.choose", choice)] : []),
        linkTo("mail.status.stop", stop),
      ],
      unsubscribe: `${publicUrl}${stop}`,
    }
  },
}

function subjectOf({ title }: Report, { state }: Update, service: string, { say }: Language): string {
  return say("mail.status.subject", { service, title, state: say(`status.state.${state}`) })
}

function told({ startsAt, endsAt }: Report, { state, effect, words }: Update, { say, dates }: Language): Block[] {
  const when =
    endsAt === null
      ? say("mail.status.since", { when: dates.moment(startsAt) })
      : say("mail.status.planned", { when: dates.span(startsAt, endsAt) })
  const standing = { effect: say(`status.effect.${effect}`), state: say(`status.state.${state}`) }
  return [
    { kind: "paragraph", text: say("mail.status.standing", standing) },
    { kind: "paragraph", text: when },
    { kind: "words", text: words },
  ]
}

export const statusMailWriters: MailWriters = { [confirmMail]: confirming, [updateMail]: telling }
