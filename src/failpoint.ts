// Named points in the code at which a test may end this process, make the step fail, or make it wait. FAILPOINT arms them, where
// NODE_ENV=test alone; without it a point is a call that finds nothing to do (about a nanosecond: test/faults/failpoint.test.ts).

import { writeSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"

/** Every point, and what has been done once it is reached. A point stands in the code once, and the fault harness tries each. */
export const failpoints = {
  "inbox.before_commit": "a letter has been read from the wire, and is kept nowhere",
  "inbox.after_commit": "a letter is kept, and its sender has not been told",
  "inbox.after_answer": "the sender of a letter has been told that it is kept",
  "mailbox.before_commit": "letters of a mailbox are fetched, and kept in a transaction that is not committed",
  "mailbox.after_commit": "letters of a mailbox are kept, and its server has not been told",
  "spool.before_rename": "a letter is synced in the spool under its draft's name",
  "spool.after_rename": "a letter is in the spool, and whoever brought it has not been told",
  "spool.after_keeping": "a letter of the spool is kept in the database, and its file is still there",
  "letter.before_reading": "a worker has taken the job of a letter",
  "letter.after_beginning": "the attempt to read a letter is counted",
  "letter.after_parsing": "a letter has been parsed, and nothing is decided",
  "letter.before_commit": "a letter is matched and filed in a transaction that is not committed",
  "letter.after_commit": "a letter is filed, and its job is not done",
  "case.before_commit": "a contact has been read, and no case is written",
  "case.after_commit": "a case is opened, and nobody has been told",
  "verb.before_commit": "a verb has written all that it writes, and is not committed",
  "verb.after_commit": "a verb is committed, and nobody has been told",
  "notice.after_claim": "an attempt to send a notice has begun",
  "notice.before_sending": "a notice is written, and the relay has not been given it",
  "notice.after_relay": "the relay has answered, and nothing of that is recorded",
  "notice.before_commit": "what became of a notice is recorded in a transaction that is not committed",
  "notice.after_commit": "what became of a notice is recorded, and its job is not done",
  "sweep.before_commit": "what fell due on a case is written, and not committed",
  "sweep.after_commit": "what fell due on a case is recorded",
  "sweep.after_notices": "notices that were due have jobs again",
  "deadlines.before_commit": "the deadlines of one case are moved, and not committed",
  "deadlines.after_case": "the deadlines of one case of a batch are moved",
  "deadlines.before_next": "a batch of deadlines is moved, and the next is not asked for",
  "job.before_completion": "a job has been done, and is not marked as done",
  "start.after_migration": "the schema is up to date, and nothing listens",
  "start.before_ready": "everything listens, and no address is written",
} as const

export type Failpoint = keyof typeof failpoints

/** What a point does: end the process (SIGKILL), throw, or wait so many milliseconds; each time, or only the nth. */
export type Fault = {
  readonly point: Failpoint
  readonly does: "kill" | "throw" | number
  readonly time: number | undefined
}

let armed: ((point: Failpoint) => Promise<void> | undefined) | undefined

/** Stands at a step that may go wrong: `await fail("inbox.after_commit")`. Throws, or never returns, where a test wants it so. */
export function fail(point: Failpoint): Promise<void> | undefined {
  return armed?.(point)
}

/** Arms points for the rest of this process's life. Without faults it leaves all of them as they are: nothing. */
export function armFailpoints(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  const times = new Map<Failpoint, number>()
  armed = (point) => {
    const time = (times.get(point) ?? 0) + 1
    times.set(point, time)
    const fault = faults.find((each) => each.point === point && (each.time ?? time) === time)
    return fault === undefined ? undefined : happen(fault, time)
  }
}

/** Reads `inbox.after_commit=kill@3;sweep.after_commit=delay:200;verb.before_commit=throw`; the words of a fault where it is none. */
export function faultsFrom(text: string): Fault[] | string {
  const faults: Fault[] = []
  for (const each of text.split(";")) {
    const fault = faultFrom(each.trim())
    if (fault === undefined)
      return `must be points such as inbox.after_commit=kill@3, =throw or =delay:200, with ; between; "${each}" is none`
    faults.push(fault)
  }
  return faults
}

function faultFrom(text: string): Fault | undefined {
  const [, point = "", word = "", wait, time] =
    /^([a-z._]+)=(kill|throw|delay:(\d{1,5}))(?:@([1-9]\d{0,5}))?$/.exec(text) ?? []
  if (!isFailpoint(point)) return undefined
  const does = word === "kill" || word === "throw" ? word : Number(wait)
  return { point, does, time: time === undefined ? undefined : Number(time) }
}

function isFailpoint(name: string): name is Failpoint {
  return Object.hasOwn(failpoints, name)
}

/** Thrown by a point; to the code it is a bug like any other. */
export class FailpointReached extends Error {}

// Said at once and past every log, so that whoever watches from outside knows what happened even where it is the last thing.
function happen({ point, does }: Fault, time: number): Promise<void> | undefined {
  const what = typeof does === "number" ? `delay:${does}` : does
  writeSync(2, `failpoint ${point}=${what}@${time}\n`)
  if (does === "kill") process.kill(process.pid, "SIGKILL")
  if (does === "throw") throw new FailpointReached(`failpoint ${point}`)
  return pause(typeof does === "number" ? does : longEnoughToDie)
}

const longEnoughToDie = 10_000
