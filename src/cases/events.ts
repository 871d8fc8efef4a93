// The events that every kind of case shares: their shapes, their sentences, and who may read them.

import { z } from "zod"
import { priorityLevels } from "../charter/index.ts"
import type { ClockHappening } from "../clocks/index.ts"
import type { Author } from "../people/actor.ts"
import { event, isKnown, type RecordedEvent, upcast } from "../timeline/index.ts"
import { languageCode } from "../words/index.ts"
import { called, calledInWords } from "./called-event.ts"
import type { OutcomeCorrected } from "./correction-event.ts"
import { channelWords, resumeWords, waitsFor } from "./event-words.ts"
import type { FamilyEventData } from "./events-family.ts"
import type { FrontEventData } from "./events-front.ts"
import {
  elsewhere,
  handedElsewhere,
  type importEnded,
  importedEvents,
  importedFrom,
  ref,
  type responded,
} from "./events-imported.ts"
import type { MajorEventData } from "./events-major.ts"
import type { Returned, Unclosed } from "./events-undone.ts"
import { correspondence, fileEvents, type fileQuarantined, letter, noted, replied, resolved } from "./events-words.ts"
import { type NewerEvent, NewerHistory } from "./newer.ts"
import { noticeFailedWords } from "./notice-words.ts"

const instant = z.int()
const priority = z.literal(priorityLevels)
const state = z.string()
const notices = z.array(z.int())

export const channels = ["phone", "email", "web", "letter"] as const
export const holdReasons = ["customer", "supplier", "change"] as const

const classification = {
  priority,
  answers: z.record(z.string(), z.boolean()).optional(),
  condition: z.string().optional(),
  clause: z.string(),
  charter: z.int(),
  alreadyPast: z.array(z.string()),
}
const opened = z.strictObject({
  kind: z.string(),
  channel: z.enum(channels),
  receivedAt: instant,
  queue: z.string(),
  state,
  service: z.string().optional(),
  requester: z.strictObject({ name: ref.optional(), email: ref.optional(), phone: ref.optional() }),
  subject: ref,
  ...correspondence,
  /** A call that a person answered: the first reply and the response were given in it. */
  answered: z.boolean(),
  notices,
  follows: z.int().optional(),
  organisation: z.int().optional(),
  split: z.int().optional(),
  /** What the customer used the desk in (BCP 47), where that was not English. */
  language: z.string().regex(languageCode).optional(),
  /** Given with the contact itself, so no move by staff. */
  classification: z.strictObject(classification).optional(),
  /** The history of the case comes from another system. */
  imported: importedFrom.optional(),
})
const wrote = z.strictObject({
  channel: z.enum(channels),
  receivedAt: instant,
  /** The address that it came from. */
  from: ref.optional(),
  subject: ref.optional(),
  ...correspondence,
  notices,
})
const classified = z.strictObject(classification)
const assigned = z.strictObject({
  owner: z.int().optional(),
  queue: z.string().optional(),
  state,
  elsewhere: elsewhere.optional(),
})
const held = z.strictObject({ for: z.enum(holdReasons), until: instant.optional(), state })
const resumed = z.strictObject({ because: z.enum(["staff", "until", "customer"]), from: instant, state })
const escalated = z.strictObject({
  chain: z.string(),
  step: z.string(),
  from: z.string(),
  queue: z.string(),
  because: z.enum(["staff", "breach"]),
  clock: z.string().optional(),
  reason: ref.optional(),
  state,
})
const reopened = z.strictObject({
  because: z.enum(["staff", "customer"]),
  from: instant,
  reason: ref.optional(),
  state,
})
const closed = z.strictObject({ state })
const followed = z.strictObject({ by: z.int() })
const redacted = z.strictObject({
  content: z.int(),
  also: z.array(z.int()),
  authority: ref,
  reason: ref,
  size: z.int(),
})
const noticeSent = z.strictObject({ notice: z.int(), rendered: ref })
const noticeFailed = z.strictObject({ notice: z.int(), reason: z.string(), rendered: ref.optional() })
const linkAsked = z.strictObject({ notices })
const bounced = z.strictObject({
  notice: z.int(),
  status: z.string(),
  receivedAt: instant,
  from: ref.optional(),
  subject: ref.optional(),
  letter,
})
export type EventData = FamilyEventData &
  FrontEventData &
  MajorEventData & {
    called: z.infer<typeof called>
    opened: z.infer<typeof opened>
    wrote: z.infer<typeof wrote>
    classified: z.infer<typeof classified>
    assigned: z.infer<typeof assigned>
    responded: z.infer<typeof responded>
    replied: z.infer<typeof replied>
    noted: z.infer<typeof noted>
    held: z.infer<typeof held>
    resumed: z.infer<typeof resumed>
    escalated: z.infer<typeof escalated>
    resolved: z.infer<typeof resolved>
    reopened: z.infer<typeof reopened>
    closed: z.infer<typeof closed>
    returned: Returned
    unclosed: Unclosed
    followed: z.infer<typeof followed>
    redacted: z.infer<typeof redacted>
    "notice-sent": z.infer<typeof noticeSent>
    "notice-failed": z.infer<typeof noticeFailed>
    bounced: z.infer<typeof bounced>
    "link-asked": z.infer<typeof linkAsked>
    "file-quarantined": z.infer<typeof fileQuarantined>
    "import-ended": z.infer<typeof importEnded>
    "outcome-corrected": OutcomeCorrected
  }

/** Something that a decision adds to a case: typed by its name. `by` is the actor's unless it says otherwise. */
export type Happening =
  | {
      [Type in keyof EventData]: { readonly type: Type; readonly data: EventData[Type]; readonly by?: Author }
    }[keyof EventData]
  | ClockHappening

export type CaseEvent = Happening & { readonly seq: number; readonly at: number; readonly by: Author }

/** An event as it is shown: what only a newer release can read is one too. */
export type ShownEvent = CaseEvent | NewerEvent

/**
 * The one parser of recorded events: their shape was checked when they were written, and the chain shows that they have not changed.
 * Throws NewerHistory where this release does not know the type or the version.
 */
export function caseEventFrom(recorded: RecordedEvent): CaseEvent {
  if (!isKnown(recorded)) throw new NewerHistory(recorded.type)
  return upcast(recorded) as RecordedEvent & CaseEvent
}

const shared = { audience: "all", countsAsChange: true } as const
const inside = { audience: "staff", countsAsChange: true } as const
const silent = { audience: "staff", countsAsChange: false } as const

export const caseEvents = [
  ...importedEvents,
  ...fileEvents,
  event({
    ...shared,
    type: "opened",
    schema: opened,
    sentence: (data, { reference }) =>
      [
        `Reported ${channelWords[data.channel]}`,
        data.imported === undefined ? "" : " in the former system",
        data.follows === undefined ? "" : `, following ${reference(data.follows)}`,
        data.split === undefined ? "" : `, split off from ${reference(data.split)}`,
        data.classification === undefined ? "" : `, with priority ${data.classification.priority}`,
        ".",
      ].join(""),
  }),
  event({
    ...shared,
    type: "wrote",
    schema: wrote,
    sentence: (data) => `The customer wrote ${channelWords[data.channel]}.`,
  }),
  event({
    ...shared,
    type: "classified",
    schema: classified,
    sentence: (data, { by }) => `${by} set priority ${data.priority}.`,
  }),
  event({
    ...inside,
    type: "assigned",
    schema: assigned,
    sentence: (data, { by, isBy, queue, colleague }) => {
      if (data.elsewhere !== undefined) return handedElsewhere(data.elsewhere, by)
      if (data.owner === undefined) return `${by} passed the case to ${queue(data.queue ?? "")}.`
      return isBy(data.owner) ? `${by} took the case.` : `${by} assigned the case to ${colleague(data.owner)}.`
    },
  }),
  event({
    ...shared,
    type: "replied",
    schema: replied,
    sentence: (data, { by }) =>
      data.to.length === 0 ? `${by} answered; no email was sent, because there is no address.` : `${by} replied.`,
  }),
  event({ ...inside, type: "noted", schema: noted, sentence: (_data, { by }) => `${by} added a note.` }),
  event({
    ...shared,
    type: "held",
    schema: held,
    sentence: (data, { by, instant }) =>
      `${by} put the case on hold: it waits for ${waitsFor[data.for]}${data.until === undefined ? "" : ` until ${instant(data.until)}`}.`,
  }),
  event({
    ...shared,
    type: "resumed",
    schema: resumed,
    sentence: (data, { by }) => resumeWords[data.because](by),
  }),
  event({
    ...shared,
    type: "escalated",
    schema: escalated,
    sentence: (data, { by, queue }) =>
      data.because === "breach"
        ? `A promise was missed, so the case was escalated to ${queue(data.queue)}.`
        : `${by} escalated the case to ${queue(data.queue)}.`,
  }),
  event({ ...shared, type: "resolved", schema: resolved, sentence: (_data, { by }) => `${by} resolved the case.` }),
  event({
    ...shared,
    type: "reopened",
    schema: reopened,
    sentence: (data, { by }) =>
      data.because === "customer" ? "The customer wrote again, so the case was reopened." : `${by} reopened the case.`,
  }),
  event({ ...shared, type: "closed", schema: closed, sentence: (_data, { by }) => `${by} closed the case.` }),
  event({
    ...shared,
    type: "followed",
    schema: followed,
    sentence: (data, { reference }) =>
      `The customer came back after the time for reopening, so a new case was opened: ${reference(data.by)}.`,
  }),
  event({
    ...silent,
    type: "redacted",
    schema: redacted,
    sentence: (data, { by }) => `${by} erased content ${data.content} (${data.size} bytes).`,
  }),
  event({
    ...silent,
    type: "notice-sent",
    schema: noticeSent,
    sentence: (data) => `Notice ${data.notice} was sent to the customer.`,
  }),
  event({
    ...silent,
    type: "notice-failed",
    schema: noticeFailed,
    sentence: (data) => `Notice ${data.notice} ${noticeFailedWords(data.reason)}.`,
  }),
  event({
    ...silent,
    type: "bounced",
    schema: bounced,
    sentence: (data) => `Notice ${data.notice} came back undelivered (status ${data.status}).`,
  }),
  event({
    ...silent,
    type: "called",
    schema: called,
    sentence: calledInWords,
  }),
  event({
    ...silent,
    type: "link-asked",
    schema: linkAsked,
    sentence: () =>
      "Somebody with a private link that works no more asked for a fresh one: it goes to the address on record.",
  }),
]
