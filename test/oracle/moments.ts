/** Instants worth asking about, and the ways in which a caller may write one down. */
import type { Chance } from "./random.ts"

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

const zone = "Europe/London"
const first = Temporal.Instant.from("2012-01-01T00:00Z").epochMilliseconds
const last = Temporal.Instant.from("2028-12-31T23:59:59.999Z").epochMilliseconds
const dayCount = Math.floor((last - first) / day)

/** The instants around which a bank holiday was announced late, and the days themselves. */
const late = [
  { announced: "2022-09-09T00:00+01:00", holiday: "2022-09-19T00:00+01:00" },
  { announced: "2026-02-25T00:00Z", holiday: "2026-06-15T00:00+01:00" },
].map(({ announced, holiday }) => ({ announced: millisecondsOf(announced), holiday: millisecondsOf(holiday) }))

function millisecondsOf(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds
}

export function anyMoment(chance: Chance): number {
  return rounded(chance, chance.between(first, last))
}

/** Most people ask at a whole minute; some at a second, some at any millisecond. */
export function rounded(chance: Chance, instant: number): number {
  const unit = chance.pick([15 * minute, minute, minute, second, 1, 1])
  return Math.floor(instant / unit) * unit
}

/** Within a second of an opening, a closing, the midnights of a holiday, or a change of the clocks. */
export function edge(chance: Chance, holidays: [string, ...string[]]): number {
  const exact = chance.pick([openingOrClosing, openingOrClosing, midnightOf(holidays), clockChange])(chance)
  return exact + chance.pick([0, 0, -1, 1, -second, second, chance.between(-999, 999)])
}

export function openingOrClosing(chance: Chance): number {
  const date = dateOf(first + chance.below(dayCount) * day)
  return civil(date, chance.pick(["00:00", "08:00", "08:00", "17:00", "17:00"]))
}

function midnightOf(holidays: [string, ...string[]]): (chance: Chance) => number {
  return (chance) => {
    const date = Temporal.PlainDate.from(chance.pick(holidays))
    return civil(date.add({ days: chance.below(2) }), "00:00")
  }
}

/** The midnights before and after which there is no list of holidays. */
export function endOfKnowledge(chance: Chance): number {
  return civil(Temporal.PlainDate.from({ year: chance.pick([2011, 2029]), month: 1, day: 1 }), "00:00")
}

/** The clocks change at 01:00 UTC on the last Sunday of March and of October. */
export function clockChange(chance: Chance): number {
  const end = Temporal.PlainDate.from({ year: chance.between(2012, 2028), month: chance.pick([3, 10]), day: 31 })
  const sunday = end.subtract({ days: end.dayOfWeek % 7 })
  return sunday.toZonedDateTime({ timeZone: "UTC", plainTime: "01:00" }).epochMilliseconds
}

/** Some weeks before a holiday that was announced late, so that whether it was known decides the answer. */
export function beforeLateHoliday(chance: Chance): number {
  return rounded(chance, chance.pick([late[0], late[1]])?.holiday ?? first) - rounded(chance, chance.below(40 * day))
}

export function aroundAnnouncement(chance: Chance): number {
  const announced = chance.pick([late[0], late[1]])?.announced ?? first
  return announced + chance.pick([0, -1, 1, chance.between(-second, second), chance.between(-9 * day, 9 * day)])
}

/** The same clock face as the calendar's opening or closing on the day of an instant, some days on. */
export function faceNear(chance: Chance, instant: number, days: number): number {
  return civil(dateOf(instant + days * day), chance.pick(["00:00", "08:00", "17:00"]))
}

function dateOf(instant: number): Temporal.PlainDate {
  return inLondon(instant).toPlainDate()
}

function civil(date: Temporal.PlainDate, plainTime: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
}

function inLondon(instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
}

/** A bare London time writes both readings of a repeated hour alike; that is part of what is asked. */
export function written(chance: Chance, instant: number): string {
  const offset = chance.pick(["London", "London", "bare", "bare", "Z", "Z", "+05:30", "-08:00", "+14:00", "-11:45"])
  if (offset === "Z") return finer(chance, trimmed(chance, Temporal.Instant.fromEpochMilliseconds(instant), "Z"))
  const zoned = offset === "London" || offset === "bare" ? inLondon(instant) : inZone(instant, offset)
  return finer(chance, trimmed(chance, zoned.toPlainDateTime(), offset === "bare" ? "" : zoned.offset))
}

function inZone(instant: number, offset: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(offset)
}

/** Seconds may be left out where they are nought, as in `2026-03-27T16:30Z`. */
function trimmed(chance: Chance, time: Temporal.Instant | Temporal.PlainDateTime, offset: string): string {
  const text = time.toString().replace("Z", "")
  return (chance.oneIn(2) ? text.replace(/(T\d\d:\d\d):00$/, "$1") : text) + offset
}

/** Now and then digits beyond milliseconds, which are cut off; never in their absence a millisecond more. */
function finer(chance: Chance, text: string): string {
  if (!chance.oneIn(25)) return text
  const match = /^(.*T\d\d:\d\d)(:\d\d)?(\.\d+)?(.*)$/.exec(text)
  const digits = chance.pick(["9", "999", "999999", "000001", "5"])
  return `${match?.[1]}${match?.[2] ?? ":00"}${(match?.[3] ?? ".").padEnd(4, "0")}${digits}${match?.[4]}`
}

/** A local time that never was (01:00 to 02:00 in March) or was twice (01:00 to 02:00 in October). */
export function strangeLocalTime(chance: Chance, changed: number): string {
  const date = dateOf(changed).toString()
  const face = chance.pick(["00:59:59.999", "01:00", "01:00:00.001", "01:30", "01:59:59.999", "02:00", "01:15:30"])
  return `${date}T${face}`
}
