// What notices say beside the matter itself: that a copy can be had, the copy, and the one question after the end.

import { followTokenFor } from "./addresses.ts"
import type { Block } from "./block.ts"
import { manyLines } from "./clean.ts"
import type { Writing } from "./letterhead.ts"
import type { Notice } from "./notice.ts"
import { tokenFor } from "./tokens.ts"

/**
 * Where to ask for a copy of what was written. The address that leads there is mailed and shown nowhere else: so whoever asks for the
 * copy reads the mailbox that it goes to, and nobody can have words of their own sent to somebody else. A letter's sender has one.
 */
export function copyOffered(notice: Notice, { letterhead: { key, publicUrl }, language }: Writing): Block[] {
  const { caseId, createdAt, recipient, facts } = notice
  if (recipient === null || facts.letter !== undefined) return []
  const proof = tokenFor(key, "copy", caseId, recipient)
  const href = `${publicUrl}/follow/${followTokenFor(key, caseId, createdAt)}/copy/${proof}`
  return [{ kind: "link", text: language.say("mail.copy.offer"), link: { says: href, href } }]
}

/** The customer's own words, back to them. */
export function copied({ facts, body }: Notice, { language: { say } }: Writing): Block[] {
  const text = manyLines(body ?? "")
  return [
    { kind: "paragraph", text: say("mail.copy.asked") },
    { kind: "figure", name: say("mail.copy.reference"), value: facts.reference },
    { kind: "words", text: text === "" ? say("mail.copy.erased") : text },
  ]
}

/** The question, with an answer a click away: each leads to a page on which it is chosen already, and only its button gives it. */
export function satisfactionAsked(
  { caseId, createdAt, facts }: Notice,
  { letterhead, language: { say } }: Writing,
): Block[] {
  const { key, publicUrl } = letterhead
  if (facts.asksSatisfaction !== true) return []
  const page = `${publicUrl}/follow/${followTokenFor(key, caseId, createdAt)}/satisfaction`
  const choices = [5, 4, 3, 2, 1].map((score) => ({
    says: say(`follow.satisfaction.${score}`),
    href: `${page}?score=${score}`,
  }))
  return [{ kind: "choices", text: say("mail.satisfaction"), choices }]
}
