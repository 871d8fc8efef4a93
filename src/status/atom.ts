// The status of services as an Atom feed (RFC 4287): the last that was said, one entry each.

import { xmlText } from "./xml.ts"

export type AtomEntry = {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly updated: number
  readonly words: string
}

export type AtomFeed = {
  readonly title: string
  readonly author: string
  readonly language: string
  /** The address of the feed itself, which is its id too. */
  readonly self: string
  readonly page: string
  /** Where there is no entry yet: when the feed was made. */
  readonly updated: number
  readonly entries: readonly AtomEntry[]
}

export function atomFeed({ title, author, language, self, page, updated, entries }: AtomFeed): string {
  const newest = entries.reduce((latest, each) => Math.max(latest, each.updated), 0)
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xmlText(language)}">`,
    `<id>${xmlText(self)}</id>`,
    `<title>${xmlText(title)}</title>`,
    `<updated>${instantText(newest === 0 ? updated : newest)}</updated>`,
    `<author><name>${xmlText(author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${xmlText(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(page)}"/>`,
    ...entries.map(entryText),
    "</feed>\n",
  ].join("\n")
}

function entryText({ id, title, href, updated, words }: AtomEntry): string {
  return [
    "<entry>",
    `<id>${xmlText(id)}</id>`,
    `<title>${xmlText(title)}</title>`,
    `<updated>${instantText(updated)}</updated>`,
    `<link rel="alternate" type="text/html" href="${xmlText(href)}"/>`,
    `<content type="text">${xmlText(words)}</content>`,
    "</entry>",
  ].join("\n")
}

function instantText(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}
