/** Asks the command line, as a stranger would: lines in, lines out, or one question by its options. */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { Readable, type Writable } from "node:stream"
import { text } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import type { Question } from "./oracle.ts"

/** Where and when the process believes itself to be; neither the machine's zone nor its clock may change an answer. */
export interface Surroundings {
  /** The machine's zone. */
  TZ?: string
  /** The settable clock, which is what "known now" then means. */
  NOW?: string
}

/** The machine's zone must change nothing; the clock only what is known when nobody says when. */
export const surroundings: [Surroundings, ...Surroundings[]] = [
  {},
  { TZ: "Asia/Kolkata" },
  { TZ: "America/St_Johns", NOW: "2022-09-05T12:00+00:00" },
  { TZ: "Pacific/Kiritimati", NOW: "2026-01-10T12:00+00:00" },
]

export interface Said {
  lines: string[]
  exit: number | null
  complaint: string
}

const charter = join(import.meta.dirname, "../../bin/charter")

export async function askLines(verb: string, lines: string[], varDir: string, around: Surroundings): Promise<Said> {
  const child = started([verb, "--stdin"], varDir, around)
  const said = heard(child)
  await feed(child.stdin, lines)
  return said
}

/** The options have no pauses, and a missing or strange member cannot be said with them: `null`. */
export function optionsOf(verb: string, line: string): string[] | null {
  const { calendar, from, to, for: amount, pauses, knownAt, ...rest } = questionOf(line) ?? { pauses: true }
  if (pauses !== undefined || Object.keys(rest).length > 0) return null
  const options = { calendar, from, to, for: amount, "known-at": knownAt }
  const said = Object.entries(options).filter(([, value]) => value !== undefined)
  return [verb, ...said.map(([name, value]) => `--${name}=${value}`), "--json"]
}

export async function askOptions(words: string[], varDir: string, around: Surroundings): Promise<Said> {
  const child = started(words, varDir, around)
  child.stdin.end()
  return heard(child)
}

export function questionOf(line: string): Question | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

function started(words: string[], varDir: string, around: Surroundings): Child {
  const { PATH, HOME } = process.env
  // The settable clock is refused outside a demonstration or a test.
  const env = { PATH, HOME, VAR_DIR: varDir, NODE_ENV: "test", ...around }
  return spawn(charter, words, { env, stdio: ["pipe", "pipe", "pipe"] })
}

async function heard(child: Child): Promise<Said> {
  const closed = once(child, "close")
  const [answers, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [exit] = await closed
  return { lines: answers.split("\n").filter((line) => line !== ""), exit, complaint: complaint.trim() }
}

/** A process that ends early breaks the pipe; what it did not answer is then missing, and that is told. */
async function feed(stdin: Writable, lines: string[]): Promise<void> {
  const parts = Array.from({ length: Math.ceil(lines.length / 500) }, (_, part) =>
    lines.slice(part * 500, part * 500 + 500),
  )
  const words = parts.map((part) => `${part.join("\n")}\n`)
  await pipeline(Readable.from(words), stdin).catch(() => undefined)
}
