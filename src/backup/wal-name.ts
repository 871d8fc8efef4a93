// The names of PostgreSQL's log segments (WAL): which come between two, and which are missing from a row of them.

const name = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/
const logBytes = 2 ** 32

export type Segment = { readonly timeline: string; readonly number: number }

export function isSegment(text: string): boolean {
  return name.test(text)
}

/** A history file tells from which timeline another one branched. */
export function isHistory(text: string): boolean {
  return /^[0-9A-F]{8}\.history$/.test(text)
}

/** A segment's timeline, and its number when all segments of `segmentBytes` are counted from the first byte of the log. */
export function segmentOf(text: string, segmentBytes: number): Segment {
  const [, timeline, log, part] = name.exec(text) ?? []
  if (timeline === undefined || log === undefined || part === undefined) throw new Error(`${text} is no log segment`)
  return { timeline, number: Number.parseInt(log, 16) * (logBytes / segmentBytes) + Number.parseInt(part, 16) }
}

export function segmentName({ timeline, number }: Segment, segmentBytes: number): string {
  const perLog = logBytes / segmentBytes
  return timeline + hex(Math.floor(number / perLog)) + hex(number % perLog)
}

/** Every segment from one to another of the same timeline, both included. */
export function segmentsBetween(first: string, last: string, segmentBytes: number): string[] {
  const [from, to] = [segmentOf(first, segmentBytes), segmentOf(last, segmentBytes)]
  if (from.timeline !== to.timeline) throw new Error(`${first} and ${last} are of two timelines`)
  const names: string[] = []
  for (let number = from.number; number <= to.number; number += 1)
    names.push(segmentName({ timeline: from.timeline, number }, segmentBytes))
  return names
}

/** The segment after one. */
export function nextSegment(text: string, segmentBytes: number): string {
  const { timeline, number } = segmentOf(text, segmentBytes)
  return segmentName({ timeline, number: number + 1 }, segmentBytes)
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, "0")
}
