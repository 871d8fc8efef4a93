// Reads letters in a thread of its own: five seconds and 256 MB each, then the thread is ended and the next letter gets a new one.

import { Worker } from "node:worker_threads"
import { NotNow } from "../jobs/index.ts"
import type { Envelope, ParsedLetter, Quarantine } from "./letter.ts"

export type LetterParser = {
  /** Letters are read one after the other. Rejects with ParserEnded when this letter took the thread down. */
  readonly parseLetter: (raw: Uint8Array, envelope: Envelope) => Promise<ParsedLetter | Quarantine>
  /** Resolves once there is a thread that can read. Rejects with ReaderMissing while none will start. */
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The letter could not be read within its limits; `message` is the reason in words. */
export class ParserEnded extends Error {}

/** No thread will start: that is no letter's fault, and no letter is spent on it. */
export class ReaderMissing extends NotNow {}

export type ParserOptions = {
  /** Told why no thread starts, and with undefined that one has. */
  readonly onStart?: (fault: string | undefined) => void
  /** How long a thread may take to start. */
  readonly startMilliseconds?: number
  readonly limitMilliseconds?: number
  readonly limitMegabytes?: number
  /** The thread's program, if another than the one that reads letters. */
  readonly program?: URL
}

const idleMilliseconds = 30_000
const usualStartMilliseconds = 30_000
const firstRest = 500
const longestRest = 30_000

export function letterParser(options: ParserOptions = {}): LetterParser {
  let thread: ParserThread | null = null
  let last: Promise<unknown> = Promise.resolve()
  const rest = restAfterFailure()
  const started = async (): Promise<ParserThread> => {
    if (thread !== null && !thread.hasEnded) return thread
    if (rest.isOn()) throw new ReaderMissing("no thread to read letters starts: it is tried again in a while")
    thread = new ParserThread(options)
    const fault = await thread.begun
    rest.after(fault)
    options.onStart?.(fault)
    if (fault !== undefined) throw new ReaderMissing(fault)
    return thread
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  return {
    parseLetter: (raw, envelope) => inTurn(async () => (await started()).read(raw, envelope)),
    ready: () => inTurn(async () => void (await started())),
    close: async () => {
      await last
      await thread?.end()
    },
  }
}

// One that will not start is tried again after half a second, a second ... half a minute: a loop of starts would take the
// machine from those who still work.
function restAfterFailure() {
  let milliseconds = firstRest
  let until = 0
  return {
    isOn: () => performance.now() < until,
    after: (fault: string | undefined) => {
      until = fault === undefined ? 0 : performance.now() + milliseconds
      milliseconds = fault === undefined ? firstRest : Math.min(2 * milliseconds, longestRest)
    },
  }
}

type Waiting = { readonly resolve: (read: ParsedLetter | Quarantine) => void; readonly reject: (error: Error) => void }

class ParserThread {
  hasEnded = false
  /** Resolves once the thread can read, or with the reason why it never will. */
  readonly begun: Promise<string | undefined>
  private readonly worker: Worker
  private readonly limit: number
  private readonly began = Promise.withResolvers<string | undefined>()
  private waiting: Waiting | null = null
  // An idle thread is ended too: it would keep the memory of its largest letter.
  private timer: NodeJS.Timeout | undefined

  constructor(options: ParserOptions) {
    this.limit = options.limitMilliseconds ?? 5000
    this.worker = new Worker(options.program ?? new URL("./parse-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: options.limitMegabytes ?? 256, maxYoungGenerationSizeMb: 32 },
      env: {},
    })
    this.worker.unref()
    this.begun = this.began.promise
    this.timer = setTimeout(
      () => this.fail("did not start in time"),
      options.startMilliseconds ?? usualStartMilliseconds,
    )
    this.worker.on("message", (read: ParsedLetter | Quarantine | "ready") => this.hear(read))
    this.worker.on("error", (error) => this.fail(reasonOf(error)))
    this.worker.on("exit", () => this.fail("ended the reader"))
  }

  read(raw: Uint8Array, envelope: Envelope): Promise<ParsedLetter | Quarantine> {
    const { promise, resolve, reject } = Promise.withResolvers<ParsedLetter | Quarantine>()
    this.waiting = { resolve, reject }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.fail(`took longer than ${this.limit} ms to read`), this.limit)
    const copy = new Uint8Array(raw)
    this.worker.postMessage({ raw: copy, envelope }, [copy.buffer])
    return promise
  }

  async end(): Promise<void> {
    this.hasEnded = true
    clearTimeout(this.timer)
    await this.worker.terminate()
  }

  private hear(read: ParsedLetter | Quarantine | "ready"): void {
    if (read === "ready") {
      clearTimeout(this.timer)
      this.began.resolve(undefined)
    } else this.settle((waiting) => waiting.resolve(read))
  }

  private fail(reason: string): void {
    void this.end()
    this.began.resolve(reason)
    this.settle((waiting) => waiting.reject(new ParserEnded(reason)))
  }

  private settle(how: (waiting: Waiting) => void): void {
    const waiting = this.waiting
    this.waiting = null
    clearTimeout(this.timer)
    if (!this.hasEnded) this.timer = setTimeout(() => this.end(), idleMilliseconds).unref()
    if (waiting !== null) how(waiting)
  }
}

function reasonOf(error: unknown): string {
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
  if (isMemory) return "needs more memory to read than it may have"
  return `could not be read: ${error instanceof Error ? error.message.slice(0, 200) : "unknown"}`
}
