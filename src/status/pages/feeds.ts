// The status for other programs: an Atom feed of what was said, a calendar of what is planned.

import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { atomFeed } from "../atom.ts"
import { calendarFeed } from "../calendar.ts"
import { paths } from "../paths.ts"
import { charterNamed } from "../service.ts"
import { selectLatestUpdates, selectMaintenance } from "../store.ts"

const entriesAtMost = 50
const calendarDays = 90

export const feedPages: readonly Page[] = [
  { method: "GET", path: paths.atom, audience: "public", answer: atom },
  { method: "GET", path: paths.calendar, audience: "public", answer: calendar },
]

async function atom({ db, read, at, publicUrl, language }: PageRequest): Promise<PageAnswer> {
  const { say } = language
  const { service, desk } = await charterNamed(db, at)
  const updates = await read((reads) => selectLatestUpdates(reads, entriesAtMost))
  const feed = atomFeed({
    title: say("status.feed", { service }),
    author: desk,
    language: language.code,
    self: `${publicUrl}${paths.atom}`,
    page: `${publicUrl}${paths.status}`,
    updated: at,
    entries: updates.map(({ reportId, updateNo, title, state, words, at: updated }) => {
      const href = `${publicUrl}${paths.report(reportId)}`
      const titled = say("status.entry", { title, state: say(`status.state.${state}`) })
      return { id: `${href}#update-${updateNo}`, href, title: titled, updated, words }
    }),
  })
  return { feed, type: "application/atom+xml" }
}

async function calendar({ db, read, at, publicUrl, language }: PageRequest): Promise<PageAnswer> {
  const { say } = language
  const { service } = await charterNamed(db, at)
  const planned = await read((reads) => selectMaintenance(reads, at - calendarDays * 24 * 3_600_000))
  const host = new URL(publicUrl).hostname
  const events = planned.map(({ reportId, title, state, words, startsAt, endsAt, changedAt, updates }) => ({
    uid: `status-${reportId}@${host}`,
    summary: title,
    description: words,
    url: `${publicUrl}${paths.report(reportId)}`,
    startsAt,
    endsAt: endsAt ?? startsAt,
    changedAt,
    sequence: updates - 1,
    isCancelled: state === "cancelled",
  }))
  return { feed: calendarFeed(say("status.calendar", { service }), events), type: "text/calendar" }
}
