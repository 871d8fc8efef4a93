// Reads letters in a thread of its own: five seconds and 256 MB each, then the thread is ended and the next letter gets a new one.

import { Worker } from "node:worker_threads"
import type { Envelope, ParsedLetter, Quarantine } from "./letter.ts"

export type LetterParser = {
  /** Letters are read one after the other. Rejects with ParserEnded when this letter took the thread down. */
  readonly parseLetter: (raw: Uint8Array, envelope: Envelope) => Promise<ParsedLetter | Quarantine>
  readonly close: () => Promise<void>
}

/** The letter could not be read within its limits; `message` is the reason in words. */
export class ParserEnded extends Error {}

export type ParserOptions = {
  readonly limitMilliseconds?: number
  readonly limitMegabytes?: number
  /** The thread's program, if another than the one that reads letters. */
  readonly program?: URL
}

const idleMilliseconds = 30_000

export function letterParser(options: ParserOptions = {}): LetterParser {
  let thread: ParserThread | null = null
  let last: Promise<unknown> = Promise.resolve()
  const read = async (raw: Uint8Array, envelope: Envelope) => {
    if (thread === null || thread.hasEnded) thread = new ParserThread(options)
    return thread.read(raw, envelope)
  }
  return {
    parseLetter: (raw, envelope) => {
      const next = last.then(() => read(raw, envelope))
      last = next.catch(() => undefined)
      return next
    },
    close: async () => {
      await last
      await thread?.end()
    },
  }
}

type Waiting = { readonly resolve: (read: ParsedLetter | Quarantine) => void; readonly reject: (error: Error) => void }

class ParserThread {
  hasEnded = false
  private readonly worker: Worker
  private readonly limit: number
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
    this.worker.on("message", (read: ParsedLetter | Quarantine) => this.settle((waiting) => waiting.resolve(read)))
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

  private fail(reason: string): void {
    void this.end()
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
