// Reading another system's times: ISO 8601, or a pattern such as `d/M/yyyy HH:mm`, bare ones in the zone that the mapping names.

import { Invalid } from "../errors.ts"
import { type EpochMilliseconds, instantFrom } from "../time/index.ts"

/** Undefined for what is no time: of another shape, or of a day that no calendar has. */
export type TimeReader = (text: string) => EpochMilliseconds | undefined

// The letters are those of Unicode's date patterns, which spreadsheets and Java use too. Longest first.
const letters: readonly (readonly [letters: string, name: string, digits: string])[] = [
  ["yyyy", "year", "\\d{4}"],
  ["SSS", "fraction", "\\d{1,9}"],
  ["XXX", "offset", "Z|[+-]\\d{2}:?\\d{2}"],
  ["MM", "month", "\\d{2}"],
  ["dd", "day", "\\d{2}"],
  ["HH", "hour", "\\d{2}"],
  ["hh", "half", "\\d{2}"],
  ["mm", "minute", "\\d{2}"],
  ["ss", "second", "\\d{2}"],
  ["M", "month", "\\d{1,2}"],
  ["d", "day", "\\d{1,2}"],
  ["H", "hour", "\\d{1,2}"],
  ["h", "half", "\\d{1,2}"],
  ["a", "noon", "[AaPp]\\.?[Mm]\\.?"],
]

/** Throws Invalid, by the field that is wrong: `zone` or `pattern`. */
export function timeReader({ zone, pattern }: { readonly zone: string; readonly pattern: string }): TimeReader {
  mustBeZone(zone)
  const textOf = pattern === "iso" ? (text: string) => text : isoText(patternFrom(pattern))
  return remembering((text) => {
    const iso = textOf(text.trim())
    return iso === undefined ? undefined : instantIn(iso, zone)
  })
}

function instantIn(text: string, zone: string): EpochMilliseconds | undefined {
  try {
    return instantFrom(text, zone)
  } catch (error) {
    if (error instanceof Invalid) return undefined
    throw error
  }
}

function mustBeZone(zone: string): void {
  if (instantIn("2000-01-01T00:00", zone) !== undefined) return
  throw new Invalid([{ field: "zone", message: `expected a time zone such as Europe/London; found "${zone}"` }])
}

/** A pattern as a regular expression with a named group for each part. */
function patternFrom(pattern: string): RegExp {
  const parts: string[] = []
  const seen = new Set<string>()
  for (let rest = pattern; rest !== ""; ) {
    const found = letters.find(([each]) => rest.startsWith(each))
    if (found === undefined && /^[A-Za-z]/.test(rest)) throw noPattern(pattern)
    const [matched, name, digits] = found ?? [rest.slice(0, 1), "", ""]
    if (seen.has(name) && name !== "") throw noPattern(pattern)
    seen.add(name)
    parts.push(found === undefined ? RegExp.escape(matched) : `(?<${name}>${digits})`)
    rest = rest.slice(matched.length)
  }
  const isWhole = ["year", "month", "day", "minute"].every((each) => seen.has(each)) && hasHour(seen)
  if (!isWhole) throw noPattern(pattern)
  return new RegExp(`^${parts.join("")}$`)
}

function hasHour(seen: ReadonlySet<string>): boolean {
  return seen.has("hour") ? !seen.has("half") && !seen.has("noon") : seen.has("half") && seen.has("noon")
}

function noPattern(pattern: string): Invalid {
  const message = `expected iso, or a pattern of yyyy, M, d, H (or h and a) and m, such as d/M/yyyy HH:mm; found "${pattern}"`
  return new Invalid([{ field: "pattern", message }])
}

function isoText(pattern: RegExp): (text: string) => string | undefined {
  return (text) => {
    const found = pattern.exec(text)?.groups
    const hour = found && hourOf(found)
    if (found === undefined || hour === undefined) return undefined
    const two = (part: string | undefined) => (part ?? "0").padStart(2, "0")
    const { year, month, day, minute, second, fraction, offset } = found
    const seconds = `${two(second)}${fraction === undefined ? "" : `.${fraction}`}`
    return `${year}-${two(month)}-${two(day)}T${two(String(hour))}:${two(minute)}:${seconds}${offset ?? ""}`
  }
}

function hourOf({ hour, half, noon }: Partial<Record<string, string>>): number | undefined {
  if (hour !== undefined) return Number(hour)
  const twelfth = Number(half)
  if (twelfth < 1 || twelfth > 12) return undefined
  return (twelfth % 12) + (/^p/i.test(noon ?? "") ? 12 : 0)
}

// A log says most of its times several times over: when a case was opened stands in each of its rows.
const rememberedLimit = 100_000

function remembering(read: TimeReader): TimeReader {
  const known = new Map<string, EpochMilliseconds | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    if (known.size >= rememberedLimit) known.clear()
    const at = read(text)
    known.set(text, at)
    return at
  }
}
