// The calendars that `due` and `elapsed` count by: of the charter in force when the promise was made, with the holidays that are known.

import { createHash } from "node:crypto"
import {
  bookOfOne,
  type CharterBook,
  calendarRulesOf,
  charterBook,
  charterVersions,
  readCharterFile,
} from "../charter/index.ts"
import { type Db, deskIsRunning } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { readSettings, type Settings } from "../settings.ts"
import {
  type Calendar,
  type Counting,
  compiledCalendar,
  type Duration,
  type EpochMilliseconds,
  type Holiday,
  type Interval,
  instantFrom,
  lastEventAt,
  loadHolidays,
  type Now,
  nowOf,
  readDeskClock,
  realNow,
  shippedHolidays,
} from "../time/index.ts"
import { withExistingDatabase } from "./desk.ts"

/** A calendar as it stands in one version of the charter; the version has no number before it is published. */
export type CharterCalendar = { readonly calendar: Calendar; readonly charterVersion: number | undefined }
/** A promise with all that its deadline depends on. */
export type Promised = CharterCalendar & {
  readonly from: EpochMilliseconds
  readonly promise: Duration
  readonly counting: Counting
}

/** Throws Invalid where the charter in force at an instant has no calendar of that name. */
export type CalendarSource = (name: string, at: EpochMilliseconds) => CharterCalendar

export type Known = { readonly calendars: CalendarSource; readonly now: EpochMilliseconds }

/** What the desk's database knows, or where there is none yet, CHARTER_FILE and the shipped holidays. Creates nothing. */
export async function knownNow(): Promise<Known> {
  const settings = readSettings()
  return withExistingDatabase(settings, async (db) => {
    const published = db === undefined ? [] : await charterVersions(db)
    const holidays = await holidaysOf(db)
    const book = published.length > 0 ? charterBook(published) : await bookOfFile(settings.charterFile)
    return { calendars: calendarSource(book, published.length > 0, holidays), now: await deskNow(settings, db) }
  })
}

export function calendarSource(book: CharterBook, isPublished: boolean, holidays: readonly Holiday[]): CalendarSource {
  const compiled = new Map<string, CharterCalendar>()
  return (name, at) => {
    const version = book.versionAt(at)
    const key = `${version.number} ${name}`
    const found = compiled.get(key)
    if (found !== undefined) return found
    const all = calendarRulesOf(version.charter)
    const rules = all.find((each) => each.name === name)
    if (rules === undefined)
      throw noCalendar(
        name,
        all.map((each) => each.name),
      )
    const made = {
      calendar: compiledCalendar(rules, holidays),
      charterVersion: isPublished ? version.number : undefined,
    }
    compiled.set(key, made)
    return made
  }
}

/** A calendar and the instant from which it counts. A bare local time is read in the zone of the calendar that is in force then. */
export function startOf(
  source: CalendarSource,
  name: string,
  from: string,
): CharterCalendar & { from: EpochMilliseconds } {
  const nearly = instantFrom(from, "UTC")
  const start = instantFrom(from, source(name, nearly).calendar)
  return { ...source(name, start), from: start }
}

/** The pauses and the moment of knowledge of a question, read in its calendar's zone. */
export function countingOf(
  calendar: Calendar,
  pauses: readonly (readonly [string, string])[] | undefined,
  knownAt: string | undefined,
  now: EpochMilliseconds,
) {
  const read = pauses?.map(([from, to]): Interval => [instantFrom(from, calendar), instantFrom(to, calendar)])
  return { pauses: read, knownAt: knownAt === undefined ? now : instantFrom(knownAt, calendar) }
}

/** Reads a pause of the command line, `FROM/TO` as ISO 8601 writes intervals. Throws Invalid. */
export function pauseFrom(text: string): [string, string] {
  const [from, to, ...more] = text.split("/")
  if (from !== undefined && to !== undefined && more.length === 0) return [from, to]
  const message = `"${text.slice(0, 100)}" is not a pause: write two instants with a stroke between, from/to.`
  throw new Invalid([{ field: "pause", message }])
}

async function holidaysOf(db: Db | undefined): Promise<Holiday[]> {
  const stored = db === undefined ? [] : await loadHolidays(db)
  return stored.length > 0 ? stored : shippedHolidays()
}

async function bookOfFile(path: string): Promise<CharterBook> {
  const { charter, text } = await readCharterFile(path)
  return bookOfOne(charter, text, createHash("sha256").update(text).digest("hex"))
}

/** The present moment for a verb: the desk's clock where it keeps one of its own, unless no desk runs and NOW says otherwise. */
export async function deskNow(settings: Settings, db: Db | undefined): Promise<EpochMilliseconds> {
  if (db === undefined) return verbNow(settings)
  const clock = await readDeskClock(db)
  if (clock === undefined) return verbNow(settings)
  if (settings.now?.startsAt === undefined || (await deskIsRunning(db))) return nowOf(clock)()
  return Math.max(settings.now.startsAt, (await lastEventAt(db)) ?? 0)
}

/** The same as a clock that runs on, for a verb that takes its time. */
export async function deskClock(settings: Settings, db: Db): Promise<Now> {
  const clock = await readDeskClock(db)
  const startsAt = settings.now?.startsAt
  if (clock !== undefined) return nowOf(clock)
  return startsAt === undefined ? realNow : () => startsAt
}

/** The present moment by the settings alone. */
export function verbNow(settings: Settings): EpochMilliseconds {
  return settings.now?.startsAt ?? realNow()
}

function noCalendar(name: string, names: readonly string[]): Invalid {
  const message = `The charter has no calendar "${name.slice(0, 60)}": it has ${names.join(", ")}.`
  return new Invalid([{ field: "calendar", message }])
}
