// A letter as a colleague may look at it before anybody knows what it is: text, names and sizes, and nothing that acts.

import { framed, paths, sizeInWords } from "../../incidents/index.ts"
import { printable } from "../../web/index.ts"
import type { Mailbox, ParsedLetter } from "../letter.ts"
import type { ListedLetter } from "../list-store.ts"
import { letterPath } from "./paths.ts"

const textLimit = 20_000
const lineLimit = 200
const shownAddresses = 20

/** A row of the list, and the head of a letter's page. Words are null once they were erased. */
export function shownLetter({ letterId, receivedAt, from, subject, state, reason, caseReference }: ListedLetter) {
  return {
    href: caseReference === null ? letterPath(letterId) : paths.case(caseReference),
    receivedAt,
    from: from === null ? null : printable(from, lineLimit),
    subject: subject === null || subject === "" ? null : printable(subject, lineLimit),
    state,
    reason: reason === null ? null : printable(reason, 400),
    reference: caseReference,
  }
}

export function previewOf(parsed: ParsedLetter, sizeBytes: number) {
  const words = parsed.fresh.trim() === "" ? parsed.text : parsed.fresh
  return {
    from: parsed.from === null ? null : mailboxWords(parsed.from),
    fromProblem: parsed.fromProblem,
    to: addressWords(parsed.to),
    cc: addressWords(parsed.cc),
    subject: parsed.subject === "" ? null : printable(parsed.subject, 500),
    kind: parsed.classification.kind === "person" ? null : parsed.classification.why,
    words: lines(words.slice(0, textLimit)),
    isCut: words.length > textLimit,
    quoted: parsed.fresh.trim() === "" ? "" : lines(parsed.quoted.slice(0, textLimit)),
    document: parsed.html === null ? null : framed("Letter", parsed.html),
    files: parsed.attachments.map(({ name, size }) => ({ name: printable(name, 120), size: sizeInWords(size) })),
    size: sizeInWords(sizeBytes),
  }
}

/** A reference that a text names, if it names one. */
export function referenceIn(text: string): string | undefined {
  return /\b[A-Z]{2,5}-\d{4}-\d{6,15}\b/.exec(text)?.[0]
}

function addressWords(mailboxes: readonly Mailbox[]): string {
  const shown = mailboxes.slice(0, shownAddresses).map(mailboxWords)
  const more = mailboxes.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")
}

function mailboxWords({ name, address }: Mailbox): string {
  return printable(name === "" ? address : `${name} <${address}>`, lineLimit)
}

// What cannot be seen is written out, line by line.
function lines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .split("\t")
        .map((part) => printable(part, textLimit))
        .join("\t"),
    )
    .join("\n")
}
