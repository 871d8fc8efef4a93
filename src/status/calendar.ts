// Planned maintenance as a calendar (RFC 5545) to subscribe to.

export type CalendarEvent = {
  readonly uid: string
  readonly summary: string
  readonly description: string
  readonly url: string
  readonly startsAt: number
  readonly endsAt: number
  readonly changedAt: number
  /** Counts its changes. */
  readonly sequence: number
  readonly isCancelled: boolean
}

export function calendarFeed(name: string, events: readonly CalendarEvent[]): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Charter//Service status//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${calendarText(name)}`,
    ...events.flatMap(eventLines),
    "END:VCALENDAR",
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join("")
}

function eventLines(event: CalendarEvent): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${calendarText(event.uid)}`,
    `DTSTAMP:${utc(event.changedAt)}`,
    `LAST-MODIFIED:${utc(event.changedAt)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTART:${utc(event.startsAt)}`,
    `DTEND:${utc(event.endsAt)}`,
    `SUMMARY:${calendarText(event.summary)}`,
    `DESCRIPTION:${calendarText(event.description)}`,
    `URL:${event.url.replace(/[\r\n]/g, "")}`,
    `STATUS:${event.isCancelled ? "CANCELLED" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]
}

/** A TEXT value, section 3.3.11: a line end is written as `\n`, and no other control character is written at all. */
export function calendarText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\n/g, "\\n")
}

const longestLineBytes = 75

/** Folds a line, section 3.1: no line is longer than 75 bytes, and none is broken within a character. */
export function folded(line: string): string {
  const parts: string[] = []
  let part = ""
  for (const character of line) {
    const room = parts.length === 0 ? longestLineBytes : longestLineBytes - 1
    if (Buffer.byteLength(part) + Buffer.byteLength(character) > room) {
      parts.push(part)
      part = ""
    }
    part += character
  }
  return [...parts, part].join("\r\n ")
}

function utc(at: number): string {
  const text = Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: "second" })
  return text.replace(/[-:]/g, "")
}
