// From a stream of lines to events, case by case. Many lines are parsed at once: most of a replay's time is reading.

import { type CaseEvent, caseEventFrom, type RecordedBody } from "../cases/index.ts"

/** Told of each event, and of each line that cannot be read; the case is 0 where not even that can be. */
export type Reading = {
  readonly hear: (caseId: number, event: CaseEvent) => void
  readonly fail: (caseId: number) => void
}

const newline = 0x0a

/** Reads COPY's text format with one column. */
export async function readBodies(chunks: AsyncIterable<Buffer>, reading: Reading): Promise<number> {
  let events = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline)
    if (end === -1) {
      rest = Buffer.concat([rest, chunk])
      continue
    }
    const whole = chunk.subarray(0, end)
    events += readLines((rest.length === 0 ? whole : Buffer.concat([rest, whole])).toString("utf8"), reading)
    rest = Buffer.from(chunk.subarray(end + 1))
  }
  return events
}

function readLines(text: string, reading: Reading): number {
  const lines = unescaped(text)
  for (const body of parsed(lines) ?? lines.split("\n").map((line) => parsed(line)?.[0] ?? line)) told(body, reading)
  return lines.split("\n").length
}

function told(body: RecordedBody | string, { hear, fail }: Reading): void {
  try {
    if (typeof body === "string") fail(caseIn(body))
    else hear(body.case, caseEventFrom(body))
  } catch {
    fail(caseIn(JSON.stringify(body)))
  }
}

function caseIn(text: string): number {
  return Number(/"case":(\d{1,15})\b/.exec(text)?.[1] ?? 0)
}

// JSON writes no line break as itself, so lines are the members of a list.
function parsed(lines: string): RecordedBody[] | undefined {
  try {
    return JSON.parse(`[${lines.replaceAll("\n", ",")}]`) as RecordedBody[]
  } catch {
    return undefined
  }
}

// Of what COPY escapes, only the backslash can stand in JSON.
function unescaped(text: string): string {
  return text.includes("\\") ? text.replaceAll("\\\\", "\\") : text
}
