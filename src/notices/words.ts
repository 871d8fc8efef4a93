// What is said in each kind of message. One dictionary: nothing that a customer reads in a notice is written anywhere else.

import { followTokenFor } from "./addresses.ts"
import type { Block } from "./block.ts"
import { manyLines, oneLine } from "./clean.ts"
import type { Letterhead } from "./letterhead.ts"
import type { Notice, NoticeFacts, NoticeKind } from "./notice.ts"
import { promiseInWords } from "./promised.ts"
import { copied, copyOffered, satisfactionAsked } from "./words-front.ts"

type Telling = Pick<Notice, "kind" | "isAutomatic" | "facts" | "subject">

/**
 * The subject line. An automatic message shows nothing that came from outside: whoever reports in somebody else's name
 * must not be able to put words into that person's mailbox.
 */
export function subjectLine(notice: Telling): string {
  const { reference } = notice.facts
  if (notice.isAutomatic) return `${automaticSubjects[notice.kind]}: ${reference}`
  const subject = plainSubject(notice.subject)
  const start = notice.kind === "resolution" ? "Resolved: " : "Re: "
  return subject === "" ? `${personalSubjects[notice.kind]}: ${reference}` : `${start}${subject} [${reference}]`
}

/** The whole message. */
export function wordsOf(notice: Notice, letterhead: Letterhead): Block[] {
  return [
    { kind: "paragraph", text: greeting(notice) },
    ...bodies[notice.kind](notice, letterhead),
    ...(hasFollowLink(notice) ? [followLink(notice, letterhead)] : []),
    ...footer(letterhead),
  ]
}

const automaticSubjects: Record<NoticeKind, string> = {
  acknowledgement: "We have received your report",
  reply: "We have answered you",
  resolution: "We have resolved your report",
  "follow-up": "We have opened a new case for you",
  split: "We have opened a second case for you",
  link: "Your link to follow your case",
  copy: "A copy of your report",
}
const personalSubjects: Record<NoticeKind, string> = { ...automaticSubjects, reply: "About your report" }

// A subject that went to and fro has gathered marks; the reference stands once, at the end.
function plainSubject(subject: string | null): string {
  return oneLine(subject ?? "")
    .replace(/^((re|fwd?|aw|antw|wg)\s*:\s*)+/i, "")
    .replace(/\s*\[[A-Z]{2,5}-\d{4}-\d+\]/g, "")
    .trim()
}

function greeting(notice: Notice): string {
  const name = notice.isAutomatic ? "" : oneLine(notice.name ?? "")
  return name === "" ? "Hello" : `Hello ${name}`
}

const bodies: Record<NoticeKind, (notice: Notice, letterhead: Letterhead) => Block[]> = {
  acknowledgement,
  reply: (notice) => written(notice),
  resolution,
  "follow-up": followUp,
  split,
  link,
  copy: copied,
}

function acknowledgement(notice: Notice, letterhead: Letterhead): Block[] {
  const { facts } = notice
  return [
    { kind: "paragraph", text: "We have received your report. A person will read it." },
    { kind: "figure", name: "Your reference", value: facts.reference },
    ...whatHappensNext(facts, letterhead),
    ...copyOffered(notice, letterhead),
  ]
}

function followUp({ facts }: Notice, letterhead: Letterhead): Block[] {
  const why =
    facts.follows === undefined
      ? "You wrote about a case that ended some time ago, so we have opened a new one."
      : `You wrote about ${facts.follows}, which ended some time ago, so we have opened a new case. The two are linked.`
  return [
    { kind: "paragraph", text: why },
    { kind: "figure", name: "Your new reference", value: facts.reference },
    ...whatHappensNext(facts, letterhead),
  ]
}

function split({ facts }: Notice, letterhead: Letterhead): Block[] {
  const from = facts.follows === undefined ? "one case" : facts.follows
  const why = `What you told us in ${from} is about two matters, so we have opened a second case. Each is dealt with by itself.`
  return [
    { kind: "paragraph", text: why },
    { kind: "figure", name: "Your second reference", value: facts.reference },
    ...whatHappensNext(facts, letterhead),
  ]
}

function link(notice: Notice, letterhead: Letterhead): Block[] {
  return [
    { kind: "paragraph", text: "You, or somebody who gave your email address, asked for a new link to your case." },
    { kind: "figure", name: "Your reference", value: notice.facts.reference },
    followLink(notice, letterhead),
    { kind: "paragraph", text: "If it was not you, you need not do anything." },
  ]
}

function resolution(notice: Notice, letterhead: Letterhead): Block[] {
  const outcome = notice.facts.outcome === undefined ? undefined : outcomes[notice.facts.outcome]
  return [
    { kind: "paragraph", text: outcome ?? "We have resolved what you reported." },
    ...written(notice),
    {
      kind: "paragraph",
      text: "If it is not right, reply to this message. We will open your case again, or open a new one that is linked to it.",
    },
    ...satisfactionAsked(notice, letterhead),
  ]
}

const outcomes: Record<string, string> = {
  fixed: "We have fixed what you reported.",
  workaround: "There is a way round what you reported. It is described below.",
  advised: "We have an answer to what you reported.",
  "not-a-fault": "We looked into what you reported, and found that it works as it is meant to.",
  "not-reproduced": "We looked into what you reported, and could not make it happen again.",
  duplicate: "We already know of what you reported, and are dealing with it in another case.",
  withdrawn: "We have closed your case, as you asked.",
}

function written(notice: Notice): Block[] {
  if (notice.isAutomatic) return []
  const text = manyLines(notice.body ?? "")
  return [{ kind: "words", text: text === "" ? "The words of this message have been erased." : text }]
}

function whatHappensNext({ promise }: NoticeFacts, letterhead: Letterhead): Block[] {
  const next: Block = { kind: "heading", text: "What happens next" }
  if (promise === undefined) {
    return [next, { kind: "paragraph", text: "We will look into it and reply to you." }]
  }
  const { clock, force = "expected", dueAt } = promise
  const href = `${letterhead.publicUrl}/charter#${encodeURIComponent(promise.clauseId)}`
  return [
    next,
    { kind: "paragraph", text: promiseInWords(clock, force, dueAt, letterhead.zone) },
    { kind: "link", text: "This is what our charter says:", link: { says: href, href } },
  ]
}

// The link itself is the body of a `link`, and a reply may go to somebody who must not see the case.
function hasFollowLink({ kind, facts }: Notice): boolean {
  return kind === "reply" ? facts.isRequester === true : kind !== "link"
}

function followLink({ caseId, createdAt }: Notice, { key, publicUrl }: Letterhead): Block {
  const href = `${publicUrl}/follow/${followTokenFor(key, caseId, createdAt)}`
  const text = "Follow your case with this private link. Anybody who has it can see your case, so keep it to yourself:"
  return { kind: "link", text, link: { says: href, href } }
}

function footer({ deskName, phone }: Letterhead): Block[] {
  const call = phone === null ? "" : ` You can also call us on ${oneLine(phone)}.`
  return [
    { kind: "paragraph", text: `To add to your case, reply to this message from the same email address.${call}` },
    { kind: "paragraph", text: oneLine(deskName) },
  ]
}
