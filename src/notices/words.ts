// What is said in each kind of message, in the language of its customer. One dictionary: which messages stand in a notice is written
// nowhere else, and their words are in the message files.

import { datesOf, type Language } from "../words/index.ts"
import { followTokenFor } from "./addresses.ts"
import type { Block } from "./block.ts"
import { manyLines, oneLine } from "./clean.ts"
import type { Writing } from "./letterhead.ts"
import type { Notice, NoticeFacts, NoticeKind } from "./notice.ts"
import { copied, copyOffered, satisfactionAsked } from "./words-front.ts"

type Telling = Pick<Notice, "kind" | "isAutomatic" | "facts" | "subject">

/**
 * The subject line. An automatic message shows nothing that came from outside: whoever reports in somebody else's name
 * must not be able to put words into that person's mailbox.
 */
export function subjectLine(notice: Telling, { say }: Language): string {
  const { reference } = notice.facts
  const automatic = automaticSubjects[notice.kind]
  if (notice.isAutomatic) return say("notice.subject.named", { what: say(automatic), reference })
  const subject = plainSubject(notice.subject)
  const personal = notice.kind === "reply" ? "notice.subject.about" : automatic
  if (subject === "") return say("notice.subject.named", { what: say(personal), reference })
  return say(notice.kind === "resolution" ? "notice.subject.resolution" : "notice.subject.answer", {
    subject,
    reference,
  })
}

/** The whole message. */
export function wordsOf(notice: Notice, writing: Writing): Block[] {
  return [
    { kind: "paragraph", text: greeting(notice, writing.language) },
    ...bodies[notice.kind](notice, writing),
    ...(hasFollowLink(notice) ? [followLink(notice, writing)] : []),
    ...footer(writing),
  ]
}

const automaticSubjects: Record<NoticeKind, string> = {
  acknowledgement: "notice.subject.acknowledgement",
  reply: "notice.subject.reply",
  resolution: "notice.subject.resolved",
  "follow-up": "notice.subject.follow-up",
  split: "notice.subject.split",
  link: "notice.subject.link",
  copy: "notice.subject.copy",
}

// A subject that went to and fro has gathered marks; the reference stands once, at the end.
function plainSubject(subject: string | null): string {
  return oneLine(subject ?? "")
    .replace(/^((re|fwd?|aw|antw|wg)\s*:\s*)+/i, "")
    .replace(/\s*\[[A-Z]{2,5}-\d{4}-\d+\]/g, "")
    .trim()
}

function greeting(notice: Notice, { say }: Language): string {
  const name = notice.isAutomatic ? "" : oneLine(notice.name ?? "")
  return name === "" ? say("notice.hello") : say("notice.hello-name", { name })
}

const bodies: Record<NoticeKind, (notice: Notice, writing: Writing) => Block[]> = {
  acknowledgement,
  reply: written,
  resolution,
  "follow-up": followUp,
  split,
  link,
  copy: copied,
}

function acknowledgement(notice: Notice, writing: Writing): Block[] {
  const { say } = writing.language
  return [
    { kind: "paragraph", text: say("notice.received") },
    { kind: "figure", name: say("notice.reference"), value: notice.facts.reference },
    ...whatHappensNext(notice.facts, writing),
    ...copyOffered(notice, writing),
  ]
}

function followUp({ facts }: Notice, writing: Writing): Block[] {
  const { say } = writing.language
  return [
    { kind: "paragraph", text: ofEarlier("notice.follow-up", facts, say) },
    { kind: "figure", name: say("notice.new-reference"), value: facts.reference },
    ...whatHappensNext(facts, writing),
  ]
}

function split({ facts }: Notice, writing: Writing): Block[] {
  const { say } = writing.language
  return [
    { kind: "paragraph", text: ofEarlier("notice.split", facts, say) },
    { kind: "figure", name: say("notice.second-reference"), value: facts.reference },
    ...whatHappensNext(facts, writing),
  ]
}

function ofEarlier(key: string, { follows }: NoticeFacts, say: Language["say"]): string {
  return follows === undefined ? say(`${key}.one`) : say(`${key}.named`, { reference: follows })
}

function link(notice: Notice, writing: Writing): Block[] {
  const { say } = writing.language
  return [
    { kind: "paragraph", text: say("notice.link.asked") },
    { kind: "figure", name: say("notice.reference"), value: notice.facts.reference },
    followLink(notice, writing),
    { kind: "paragraph", text: say("notice.link.not-you") },
  ]
}

function resolution(notice: Notice, writing: Writing): Block[] {
  const { say, has } = writing.language
  const outcome = `notice.outcome.${notice.facts.outcome}`
  return [
    { kind: "paragraph", text: say(has(outcome) ? outcome : "notice.outcome.any") },
    ...written(notice, writing),
    { kind: "paragraph", text: say("notice.not-right") },
    ...satisfactionAsked(notice, writing),
  ]
}

function written(notice: Notice, { language }: Writing): Block[] {
  if (notice.isAutomatic) return []
  const text = manyLines(notice.body ?? "")
  return [{ kind: "words", text: text === "" ? language.say("notice.erased") : text }]
}

function whatHappensNext({ promise }: NoticeFacts, { letterhead, language: { say } }: Writing): Block[] {
  const next: Block = { kind: "heading", text: say("notice.next") }
  if (promise === undefined) return [next, { kind: "paragraph", text: say("notice.looked-into") }]
  const { clock, force = "expected", dueAt } = promise
  const deadline = datesOf(say, letterhead.zone).deadline(dueAt)
  const href = `${letterhead.publicUrl}/charter#${encodeURIComponent(promise.clauseId)}`
  return [
    next,
    { kind: "paragraph", text: say(`promise.${force}`, { deed: say(`promise.deed.${clock}`), deadline }) },
    { kind: "link", text: say("notice.clause"), link: { says: href, href } },
  ]
}

// The link itself is the body of a `link`, and a reply may go to somebody who must not see the case.
function hasFollowLink({ kind, facts }: Notice): boolean {
  return kind === "reply" ? facts.isRequester === true : kind !== "link"
}

function followLink({ caseId, createdAt }: Notice, { letterhead: { key, publicUrl }, language }: Writing): Block {
  const href = `${publicUrl}/follow/${followTokenFor(key, caseId, createdAt)}`
  return { kind: "link", text: language.say("notice.follow"), link: { says: href, href } }
}

function footer({ letterhead: { deskName, phone }, language: { say } }: Writing): Block[] {
  const add = phone === null ? say("notice.add") : say("notice.add-or-call", { phone: oneLine(phone) })
  return [
    { kind: "paragraph", text: add },
    { kind: "paragraph", text: oneLine(deskName) },
  ]
}
