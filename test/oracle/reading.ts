/** Reads the words of a question: instants, pauses, amounts. What the contract does not allow is unanswerable. */

export class Unanswerable extends Error {}

export interface Interval {
  begins: number
  ends: number
}

export interface Amount {
  count: number
  unit: "m" | "h" | "wd" | "mo"
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/

// "Instants have an offset or Z; a bare local time is read in the calendar's zone, disambiguated as `compatible`."
// "Milliseconds are kept." "Finer digits than milliseconds are cut off."
export function readInstant(text: unknown, zone: string): number {
  if (typeof text !== "string" || !instant.test(text)) throw new Unanswerable(`no instant: ${text}`)
  return orUnanswerable(() => {
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds
  })
}

// "Pauses may overlap; each ends after it begins." "... a pause not ending after it begins ... are errors."
export function readPauses(pauses: unknown, zone: string): Interval[] {
  if (pauses === undefined) return []
  if (!Array.isArray(pauses)) throw new Unanswerable("pauses are a list")
  return pauses.map((pause) => readPause(pause, zone))
}

function readPause(pause: unknown, zone: string): Interval {
  if (!Array.isArray(pause) || pause.length !== 2) throw new Unanswerable("a pause is two instants")
  const read = { begins: readInstant(pause[0], zone), ends: readInstant(pause[1], zone) }
  if (read.ends <= read.begins) throw new Unanswerable("a pause ends after it begins")
  return read
}

// "`30m`, `4h` (whole numbers, at least 1)" "`0m`, `1.5h` ... are errors."
export function readAmount(text: unknown): Amount {
  const match = typeof text === "string" ? /^([1-9][0-9]*)(m|h|wd|mo)$/.exec(text) : null
  const unit = match?.[2]
  if (unit !== "m" && unit !== "h" && unit !== "wd" && unit !== "mo") throw new Unanswerable(`no amount: ${text}`)
  return { count: Number(match?.[1]), unit }
}

/** Temporal throws a RangeError for 30 February, and for dates beyond what it can hold. */
export function orUnanswerable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new Unanswerable(error.message)
    throw error
  }
}
