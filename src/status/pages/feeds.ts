// The status for other programs: an Atom feed of what was said, a calendar of what is planned; of all services, and of each by itself.

import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { atomFeed } from "../atom.ts"
import { calendarFeed } from "../calendar.ts"
import { paths } from "../paths.ts"
import { charterNamed, concerning, namedServices } from "../service.ts"
import { selectLatestUpdates, selectMaintenance } from "../store.ts"

const entriesAtMost = 50
const calendarDays = 90

export const feedPages: readonly Page[] = [
  { method: "GET", path: paths.atom, audience: "public", answer: atom },
  { method: "GET", path: paths.calendar, audience: "public", answer: calendar },
  { method: "GET", path: paths.serviceAtom(":service"), audience: "public", answer: atom },
  { method: "GET", path: paths.serviceCalendar(":service"), audience: "public", answer: calendar },
]

type About = {
  readonly name: string
  /** Whose reports: by their ids; null: of all. */
  readonly services: readonly string[] | null
  readonly self: string
}

// A feed of one service has what is said of the whole, too.
async function aboutWhat({ db, at, params }: PageRequest): Promise<About> {
  const id = params["service"]
  const services = await namedServices(db, at)
  const found = services.find((each) => (id === undefined ? each.isWhole : each.id === id))
  if (found === undefined) throw new NotFound()
  return id === undefined
    ? { name: found.name, services: null, self: paths.atom }
    : { name: found.name, services: concerning(services, id), self: paths.serviceAtom(id) }
}

async function atom(request: PageRequest): Promise<PageAnswer> {
  const { db, read, at, publicUrl, language } = request
  const { say } = language
  const { name, services, self } = await aboutWhat(request)
  const { desk } = await charterNamed(db, at)
  const updates = await read((reads) => selectLatestUpdates(reads, entriesAtMost, services))
  const feed = atomFeed({
    title: say("status.feed", { service: name }),
    author: desk,
    language: language.code,
    self: `${publicUrl}${self}`,
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

async function calendar(request: PageRequest): Promise<PageAnswer> {
  const { read, at, publicUrl, language } = request
  const { name, services } = await aboutWhat(request)
  const since = at - calendarDays * 24 * 3_600_000
  const planned = await read((reads) => selectMaintenance(reads, since, services))
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
  return { feed: calendarFeed(language.say("status.calendar", { service: name }), events), type: "text/calendar" }
}
