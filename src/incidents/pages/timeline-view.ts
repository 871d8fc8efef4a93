// The history of a case as its page shows it: who said what to whom, with everything that came along.

import type { ShownEvent, TimelineEntry } from "../../cases/index.ts"
import { type EpochMilliseconds, nearDayInWords } from "../../time/index.ts"
import { paths } from "../paths.ts"
import { sizeInWords } from "./enclosed.ts"
import { filesIn, type KeptFile, type LoadedCase, lineOf } from "./load.ts"
import { type VisibleText, visibleLine, visibleText } from "./visible.ts"

/** Whose words an entry holds: colour and heading follow from it. An entry of the desk's own doings holds none. */
export type Voice = "customer" | "staff" | "note" | "desk"

export type ShownFile = {
  readonly name: string
  readonly size: string
  readonly href: string | null
  /** Why it cannot be opened now, though it is there. */
  readonly closed: "waiting" | "quarantined" | null
  /** Whether who looks may open it all the same. */
  readonly mayOpen: boolean
}

export type ShownEntry = {
  readonly id: string
  /** The case that was merged into this one, whose entry it is. */
  readonly of: { readonly reference: string; readonly href: string } | null
  readonly at: EpochMilliseconds
  readonly day: string
  readonly sentence: string
  readonly isForStaff: boolean
  readonly voice: Voice
  /** The address that a message came from, where it is not the customer's. */
  readonly from: string | null
  /** Whether the sender of a letter is proved, in words; null where it came otherwise, or nobody looked. */
  readonly sender: string | null
  /** What this is called above the words: "Customer's words", "Reply to the customer", "Internal note". */
  readonly label: string
  /** Null where the words were erased; absent where there were none. */
  readonly words?: (VisibleText & { readonly href: string }) | null
  readonly quoted: VisibleText | null
  /** The formatted version of the same words. */
  readonly formattedHref: string | null
  readonly files: readonly ShownFile[]
  /** The letter as it came; `href` is null once erased. */
  readonly letter: Pick<ShownFile, "href" | "closed" | "mayOpen"> | null
  /** Other short texts that belong to the entry, such as the reason of an escalation. */
  readonly reasons: readonly { readonly label: string; readonly words: string | null }[]
  readonly outcome: string | null
}

export type TimelineOrder = "newest" | "oldest"

/** An entry that the page tells, before it is put into words: a long history shows a part, and only that part is. */
export type ToldEntry = {
  readonly id: string
  readonly entry: TimelineEntry
  readonly loaded: LoadedCase
  /** Whether it is of a case that was merged into the one that is shown. */
  readonly isOfMerged: boolean
}

export type ToldTimeline = { readonly entries: readonly ToldEntry[]; readonly hidden: number }

// A promise kept and a message sent are what everybody expects; the panel of promises and the list of notices say so as well.
const expected = new Set<string>(["clock-met", "notice-sent"])

/**
 * The entries of a case and of those that were merged into it, in the order asked for. Newest first unless asked otherwise: whoever comes
 * back to a case looks for what is new, and it stands right below the box in which it is answered.
 */
export function toldUnion(
  loaded: LoadedCase,
  merged: readonly LoadedCase[],
  order: TimelineOrder,
  everything: boolean,
): ToldTimeline {
  const parts = [told(loaded, everything, false), ...merged.map((each) => told(each, everything, true))]
  const entries = parts.flatMap((part) => part.entries)
  const inOrder = merged.length === 0 ? entries : entries.toSorted((one, other) => one.entry.at - other.entry.at)
  return {
    entries: order === "newest" ? inOrder.toReversed() : inOrder,
    hidden: parts.reduce((sum, { hidden }) => sum + hidden, 0),
  }
}

function told(loaded: LoadedCase, everything: boolean, isOfMerged: boolean): ToldTimeline {
  const { timeline, reference } = loaded
  const entries = timeline.filter((entry) => everything || !expected.has(entry.type))
  const prefix = isOfMerged ? `${reference}-` : ""
  return {
    entries: entries.map((entry) => ({ id: `${prefix}event-${entry.seq}`, entry, loaded, isOfMerged })),
    hidden: timeline.length - entries.length,
  }
}

export function shownEntry({ id, entry, loaded, isOfMerged }: ToldEntry): ShownEntry {
  const { event } = entry
  const said = wordsOf(event)
  const correspondence = event.type === "opened" || event.type === "wrote" ? event.data : undefined
  const letter = event.type === "bounced" ? event.data.letter : correspondence?.letter
  const text = (ref: { readonly content: number } | undefined) => ref && loaded.texts.get(ref.content)
  const quoted = text(correspondence?.quoted)
  return {
    id,
    of: isOfMerged ? { reference: loaded.reference, href: paths.case(loaded.reference) } : null,
    at: entry.at,
    day: nearDayInWords(entry.at, loaded.at),
    sentence: visibleLine(entry.sentence, 600),
    isForStaff: entry.audience === "staff",
    voice: said?.voice ?? "desk",
    from: event.type === "wrote" ? otherAddress(event.data.from, loaded) : null,
    sender: senderWords[correspondence?.letter?.sender ?? "nobody-looked"],
    label: said?.label ?? "",
    ...(said === undefined ? {} : { words: shownWords(said.body.content, loaded) }),
    quoted: quoted === undefined || quoted === null ? null : visibleText(quoted),
    formattedHref: formattedHref(correspondence?.html, loaded),
    files: filesIn(event).map((file) => shownFile(file, loaded)),
    letter: letter === undefined ? null : opening(letter.raw.content, loaded),
    reasons: reasonsOf(event, loaded),
    outcome: event.type === "resolved" ? event.data.outcome : null,
  }
}

const senderWords = {
  proved: "Sender proved: the domain of the address stands behind this letter",
  unverified: "Sender not verified: the address may be somebody else’s",
  failed: "Sender failed: the domain of the address says that this letter is not from there. A colleague let it in",
  "nobody-looked": null,
} as const

type Said = { readonly voice: Voice; readonly label: string; readonly body: { readonly content: number } }

function wordsOf(event: ShownEvent): Said | undefined {
  switch (event.type) {
    case "opened":
      return {
        voice: "customer",
        label: event.data.imported === undefined ? contactLabel(event.data.answered) : keptElsewhere,
        body: event.data.body,
      }
    case "wrote":
      return { voice: "customer", label: "The customer’s words", body: event.data.body }
    case "replied":
      return {
        voice: "staff",
        label: event.data.along === undefined ? "Reply to the customer" : toldWords,
        body: event.data.body,
      }
    case "resolved":
      return {
        voice: "staff",
        label: event.by === "elsewhere" ? keptElsewhere : "Words to the customer",
        body: event.data.body,
      }
    case "told-all":
      // The customer of this case was answered with the same words, by the entry that follows.
      return event.data.replies ? undefined : { voice: "staff", label: toldWords, body: event.data.body }
    case "noted":
      return { voice: "note", label: "Internal note, staff only", body: event.data.body }
    case "gold-decided":
      return { voice: "note", label: "Decision of the gold group, staff only", body: event.data.decision }
    case "major-reviewed":
      return { voice: "note", label: "Review of the major incident, staff only", body: event.data.review }
    default:
      return undefined
  }
}

const toldWords = "Words to everyone affected"
const keptElsewhere = "What the former system kept"

function contactLabel(isAnsweredCall: boolean): string {
  return isAnsweredCall ? "What the caller said" : "The customer’s words"
}

function shownWords(content: number, { texts, reference }: LoadedCase): ShownEntry["words"] {
  const words = texts.get(content)
  if (words === undefined || words === null) return null
  return { ...visibleText(words), href: paths.file(reference, content) }
}

function formattedHref(html: { readonly content: number } | undefined, loaded: LoadedCase): string | null {
  if (html === undefined || (loaded.texts.get(html.content) ?? null) === null) return null
  return paths.message(loaded.reference, html.content)
}

// A letter that a colleague let out of the holding pen may come from anybody.
function otherAddress(from: { readonly content: number } | undefined, loaded: LoadedCase): string | null {
  const [address, known] = [lineOf(loaded, from), lineOf(loaded, loaded.state.requester.email)]
  return address === null || address === known ? null : address
}

function shownFile({ name, bytes, size }: KeptFile, loaded: LoadedCase): ShownFile {
  const words = loaded.texts.get(name.content)
  return {
    name: words === undefined || words === null ? "A file whose name was erased" : visibleLine(words, 120),
    size: sizeInWords(size),
    ...opening(bytes.content, loaded),
  }
}

function opening(content: number, loaded: LoadedCase): Pick<ShownFile, "href" | "closed" | "mayOpen"> {
  return {
    href: fileHref(content, loaded),
    closed: closedBecause(content, loaded),
    mayOpen: loaded.quarantined.has(content) && loaded.opensQuarantine,
  }
}

function closedBecause(content: number, { quarantined, unchecked }: LoadedCase): ShownFile["closed"] {
  if (quarantined.has(content)) return "quarantined"
  return unchecked.has(content) ? "waiting" : null
}

function fileHref(content: number, { erased, reference }: LoadedCase): string | null {
  return erased.has(content) ? null : paths.file(reference, content)
}

function reasonsOf(event: ShownEvent, { texts }: LoadedCase): ShownEntry["reasons"] {
  const reason = (label: string, ref: { readonly content: number } | undefined) => {
    if (ref === undefined) return []
    const words = texts.get(ref.content) ?? null
    return [{ label, words: words === null ? null : visibleText(words).words }]
  }
  if (event.type === "escalated" || event.type === "reopened" || event.type === "major-declared")
    return reason("Reason", event.data.reason)
  if (event.type === "gold-decided") return reason("Reason", event.data.reason)
  if (event.type === "assigned")
    return [...reason("Team", event.data.elsewhere?.team), ...reason("Owner", event.data.elsewhere?.owner)]
  if (event.type === "opened") return reason("Number in the former system", event.data.imported?.key)
  if (event.type === "file-quarantined") return reason("What the scanner found", event.data.threat)
  if (event.type === "redacted" || event.type === "outcome-corrected")
    return [...reason("Authority", event.data.authority), ...reason("Reason", event.data.reason)]
  return []
}
