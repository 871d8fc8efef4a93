// The public document as a view model, derived wholly from the charter, in the language of the page: nothing on the page is written
// anywhere else than in the charter and the message files.

import { deskZone } from "../../time/index.ts"
import { datesOf, type Language } from "../../words/index.ts"
import type { CharterBook, CharterVersion } from "../book.ts"
import type { Charter } from "../schema.ts"
import { writtenIn } from "../words.ts"
import type { Section } from "./block.ts"
import { caseSections } from "./document-cases.ts"
import { changeSections } from "./document-changes.ts"
import { lawSections } from "./document-law.ts"
import { serviceSections } from "./document-service.ts"
import { own, plain, type Speaker, speakerOf, type Text } from "./text.ts"

export type Fact = { readonly name: Text; readonly value: Text }
export type ListedVersion = {
  readonly title: Text
  readonly state: Text
  readonly dates: Text
  readonly href: string
}

export type CharterDocument = {
  /** What its own words are written in. */
  readonly language: string
  readonly title: Text
  readonly windowTitle: string
  readonly summary: Text
  readonly facts: readonly Fact[]
  /** Said above everything else where this is not the version in force. */
  readonly notice?: { readonly text: Text; readonly href: string }
  readonly sections: readonly Section[]
  readonly versions: readonly ListedVersion[]
  readonly sha256: string
}

/** The document of one version, as of an instant. */
export function charterDocument(
  book: CharterBook,
  version: CharterVersion,
  at: number,
  language: Language,
): CharterDocument {
  const { title, summary } = version.charter.document
  const speaker = speakerOf(language)
  const notice = noticeOf(book, version, at, speaker)
  return {
    language: writtenIn(version.charter),
    title: own(title),
    windowTitle: plain(own(title)),
    summary: own(summary),
    facts: factsOf(version, speaker),
    ...(notice === undefined ? {} : { notice }),
    sections: sectionsOf(version.charter, speaker),
    versions: book.versions.map((each) => listed(book, each, at, speaker)).reverse(),
    sha256: version.sha256,
  }
}

function factsOf(version: CharterVersion, speaker: Speaker): Fact[] {
  const { said } = speaker
  const { document } = version.charter
  const { name, phone } = document.contact
  const values = {
    version: said("charter.fact.version-of", {
      version: document.version,
      date: writtenDate(document.date, speaker.language),
    }),
    "in-force-from": momentSaid(version.inForceFrom, version, speaker),
    replaces: own(document.replaces),
    publisher: own(document.publisher),
    customer: own(document.customer),
    contact: said("charter.fact.contact-of", { name: own(name), phone }),
  }
  return Object.entries(values).map(([key, value]) => ({ name: said(`charter.fact.${key}`), value }))
}

// `2023-05` as "May 2023", `2023-05-31` as "31 May 2023".
function writtenDate(date: string, { say, dates }: Language): string {
  const [year = 0, month = 1, day] = date.split("-").map(Number)
  const name = dates.month(month)
  return day === undefined ? say("charter.month", { month: name, year }) : say("time.date", { day, month: name, year })
}

// A charter is read over and over and never changes, and there are few languages.
const sections = new WeakMap<Charter, Map<Language, readonly Section[]>>()

function sectionsOf(charter: Charter, speaker: Speaker): readonly Section[] {
  const known = sections.get(charter) ?? new Map<Language, readonly Section[]>()
  sections.set(charter, known)
  const found = known.get(speaker.language)
  if (found !== undefined) return found
  const made = [serviceSections, caseSections, changeSections, lawSections].flatMap((part) => part(charter, speaker))
  known.set(speaker.language, made)
  return made
}

function listed(book: CharterBook, version: CharterVersion, at: number, speaker: Speaker): ListedVersion {
  const { said } = speaker
  const { title, version: number } = version.charter.document
  return {
    title: said("charter.versions.name", { number: version.number, title: own(title), version: number }),
    state: said(`charter.versions.state.${stateOf(book, version, at)}`),
    dates: said("charter.versions.dates", {
      from: momentSaid(version.inForceFrom, version, speaker),
      published: momentSaid(version.publishedAt, version, speaker),
    }),
    href: `/charter/${version.number}`,
  }
}

function stateOf(book: CharterBook, version: CharterVersion, at: number): "in-force" | "coming" | "replaced" {
  const current = book.versionAt(at)
  if (current.number === version.number) return "in-force"
  return version.number > current.number ? "coming" : "replaced"
}

function noticeOf(book: CharterBook, version: CharterVersion, at: number, speaker: Speaker): CharterDocument["notice"] {
  const state = stateOf(book, version, at)
  if (state === "in-force") return undefined
  const when = momentSaid(version.inForceFrom, version, speaker)
  const text =
    state === "coming" ? speaker.said("charter.notice.coming", { when }) : speaker.said("charter.notice.replaced")
  return { text, href: "/charter" }
}

function zoneOf(charter: Charter): string {
  return charter.calendars[charter.document.contact.calendar]?.zone ?? deskZone
}

// Without the day of the week: a document is looked up long after.
function momentSaid(at: number, { charter }: CharterVersion, { said, language }: Speaker): Text {
  const dates = datesOf(language.say, zoneOf(charter))
  return said("charter.moment", { date: dates.date(at), time: dates.time(at) })
}
