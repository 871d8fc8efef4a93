// The public document as a view model, derived wholly from the charter: nothing on the page is written anywhere else.

import { dateInWords, deskZone, type EpochMilliseconds, timeInWords } from "../../time/index.ts"
import type { CharterBook, CharterVersion } from "../book.ts"
import type { Charter } from "../schema.ts"
import { writtenDate } from "../words.ts"
import type { Section } from "./block.ts"
import { caseSections } from "./document-cases.ts"
import { changeSections } from "./document-changes.ts"
import { lawSections } from "./document-law.ts"
import { serviceSections } from "./document-service.ts"

export type Fact = { readonly name: string; readonly value: string }
export type ListedVersion = {
  readonly number: number
  readonly title: string
  readonly inForceFrom: string
  readonly publishedAt: string
  readonly state: string
  readonly href: string
}

export type CharterDocument = {
  readonly title: string
  readonly summary: string
  readonly facts: readonly Fact[]
  /** Said above everything else where this is not the version in force. */
  readonly notice?: { readonly text: string; readonly href: string }
  readonly sections: readonly Section[]
  readonly versions: readonly ListedVersion[]
  readonly sha256: string
}

/** The document of one version, as of an instant. */
export function charterDocument(book: CharterBook, version: CharterVersion, at: number): CharterDocument {
  const { charter } = version
  const notice = noticeOf(book, version, at)
  return {
    title: charter.document.title,
    summary: charter.document.summary,
    facts: factsOf(version),
    ...(notice === undefined ? {} : { notice }),
    sections: sectionsOf(charter),
    versions: book.versions.map((each) => listed(book, each, at)).reverse(),
    sha256: version.sha256,
  }
}

function factsOf(version: CharterVersion): Fact[] {
  const { document } = version.charter
  return [
    { name: "Version", value: `${document.version}, ${writtenDate(document.date)}` },
    { name: "In force from", value: momentInWords(version.inForceFrom, zoneOf(version.charter)) },
    { name: "Replaces", value: document.replaces },
    { name: "Published by", value: document.publisher },
    { name: "Customer", value: document.customer },
    { name: "Contact", value: `${document.contact.name}, ${document.contact.phone}` },
  ]
}

// A charter is read over and over and never changes.
const sections = new WeakMap<Charter, readonly Section[]>()

function sectionsOf(charter: Charter): readonly Section[] {
  const known = sections.get(charter)
  if (known !== undefined) return known
  const made = [
    ...serviceSections(charter),
    ...caseSections(charter),
    ...changeSections(charter),
    ...lawSections(charter),
  ]
  sections.set(charter, made)
  return made
}

function listed(book: CharterBook, version: CharterVersion, at: number): ListedVersion {
  const zone = zoneOf(version.charter)
  return {
    number: version.number,
    title: `${version.charter.document.title}, version ${version.charter.document.version}`,
    inForceFrom: momentInWords(version.inForceFrom, zone),
    publishedAt: momentInWords(version.publishedAt, zone),
    state: stateOf(book, version, at),
    href: `/charter/${version.number}`,
  }
}

function stateOf(book: CharterBook, version: CharterVersion, at: number): string {
  const current = book.versionAt(at)
  if (current.number === version.number) return "In force"
  return version.number > current.number ? "To come" : "Replaced"
}

function noticeOf(book: CharterBook, version: CharterVersion, at: number): { text: string; href: string } | undefined {
  const state = stateOf(book, version, at)
  if (state === "In force") return undefined
  const from = momentInWords(version.inForceFrom, zoneOf(version.charter))
  const text = state === "To come" ? `This version comes into force on ${from}.` : "This version has been replaced."
  return { text, href: "/charter" }
}

function zoneOf(charter: Charter): string {
  return charter.calendars[charter.document.contact.calendar]?.zone ?? deskZone
}

// Without the day of the week: a document is looked up long after.
function momentInWords(at: EpochMilliseconds, zone: string): string {
  return `${dateInWords(at, zone)} at ${timeInWords(at, zone)}`
}
