// Checks who stands behind a letter, in a thread of its own and within a limit of time and of look-ups: a sender decides how much there is
// to look up, and how slowly it answers.

import { Worker } from "node:worker_threads"
import { judgedSender, notJudged, type SenderChecks, type SenderFindings } from "./sender-checks.ts"

export type DnsRecord = string | { readonly exchange: string; readonly priority: number }
/** Looks a name up; MX come as objects. Rejects with node's codes: ENOTFOUND and ENODATA where there is nothing. */
export type LookUp = (name: string, type: string) => Promise<DnsRecord[]>

export type Checked = {
  readonly raw: Uint8Array
  /** The address in From, as the desk reads it. */
  readonly fromAddress: string | null
  /** The sending server's address, and what it called itself, where they are known. */
  readonly peer: string | null
  readonly helo: string | null
  /** Who that server said that the letter is from; "" for the null sender, null where nobody said. */
  readonly sender: string | null
}

export type SenderChecker = {
  readonly check: (letter: Checked) => Promise<SenderChecks>
  readonly close: () => Promise<void>
}

export type CheckerOptions = {
  readonly lookUp: LookUp
  /** For the look-ups of a letter altogether, and until the thread is taken to be lost in it. */
  readonly lookUpMilliseconds?: number
  readonly limitMilliseconds?: number
}

export type CheckAsked = {
  readonly letter: number
  readonly raw: Uint8Array<ArrayBuffer>
  readonly peer: string | null
  readonly helo: string | null
  readonly sender: string | null
}
/** The library's type of a resolver knows text alone, although it reads MX as objects. */
export type CheckAnswer = { readonly question: number; readonly records?: string[]; readonly code?: string }
export type CheckMessage = CheckAsked | CheckAnswer
type Question = { readonly letter: number; readonly question: number; readonly name: string; readonly type: string }
type FromThread = "ready" | Question | { readonly letter: number; readonly findings: SenderFindings | null }

const usual = { lookUpMilliseconds: 5_000, limitMilliseconds: 12_000 }
const lookUpsLimit = 60
const idleMilliseconds = 30_000

/** Where nobody may be asked: every sender is unverified, and the letter says so. */
export const noChecker: SenderChecker = {
  check: async () => notJudged("checks-are-off"),
  close: async () => {},
}

export function senderChecker(options: CheckerOptions): SenderChecker {
  let thread: CheckThread | undefined
  return {
    check: async ({ raw, fromAddress, ...rest }) => {
      if (fromAddress === null) return notJudged("no-usable-from")
      if (thread === undefined || thread.hasEnded) thread = new CheckThread({ ...usual, ...options })
      const found = await thread.check({ raw: new Uint8Array(raw), ...rest })
      return typeof found === "string" ? notJudged(found) : judgedSender(found, fromAddress)
    },
    close: async () => await thread?.end(),
  }
}

type Found = SenderFindings | "took-too-long" | "could-not-be-read"
type Pending = { readonly resolve: (found: Found) => void; until: number | undefined; lookUps: number }

class CheckThread {
  hasEnded = false
  private readonly worker = new Worker(new URL("./check-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
    env: {},
  })
  private readonly pending = new Map<number, Pending>()
  private letters = 0
  private idle: NodeJS.Timeout | undefined
  private readonly options: Required<CheckerOptions>
  /** A busy machine takes seconds to start a thread: that is no letter's fault. */
  private readonly begun = Promise.withResolvers<void>()

  constructor(options: Required<CheckerOptions>) {
    this.options = options
    this.worker.unref()
    this.worker.on("message", (message: FromThread) => this.hear(message))
    this.worker.on("error", () => void this.end("could-not-be-read"))
    this.worker.on("exit", () => void this.end("could-not-be-read"))
  }

  async check(asked: Omit<CheckAsked, "letter">): Promise<Found> {
    clearTimeout(this.idle)
    this.letters += 1
    const letter = this.letters
    const { promise, resolve } = Promise.withResolvers<Found>()
    this.pending.set(letter, { resolve, until: undefined, lookUps: 0 })
    await Promise.race([this.begun.promise, promise])
    const tooLong = setTimeout(() => void this.end("took-too-long"), this.options.limitMilliseconds)
    this.worker.postMessage({ letter, ...asked }, [asked.raw.buffer])
    try {
      return await promise
    } finally {
      clearTimeout(tooLong)
      this.pending.delete(letter)
      // An idle thread would keep the memory of its largest letter.
      if (this.pending.size === 0) this.idle = setTimeout(() => void this.end(), idleMilliseconds).unref()
    }
  }

  async end(because: Found = "took-too-long"): Promise<void> {
    this.hasEnded = true
    clearTimeout(this.idle)
    for (const { resolve } of this.pending.values()) resolve(because)
    await this.worker.terminate()
  }

  private hear(message: FromThread): void {
    if (message === "ready") {
      this.begun.resolve()
      return
    }
    if (!("question" in message)) {
      this.pending.get(message.letter)?.resolve(message.findings ?? "could-not-be-read")
      return
    }
    const { question } = message
    this.lookedUp(message).then(
      (records) => this.worker.postMessage({ question, records }),
      (error: unknown) => this.worker.postMessage({ question, code: codeOf(error) }),
    )
  }

  private async lookedUp({ letter, name, type }: Question): Promise<DnsRecord[]> {
    const asked = this.pending.get(letter)
    if (asked === undefined) throw tooLate()
    asked.until ??= performance.now() + this.options.lookUpMilliseconds
    asked.lookUps += 1
    const left = asked.until - performance.now()
    if (left <= 0 || asked.lookUps > lookUpsLimit) throw tooLate()
    return await within(left, this.options.lookUp(name, type))
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(tooLate()), milliseconds)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

function tooLate(): Error {
  return Object.assign(new Error("there is no time left to look this up"), { code: "ETIMEOUT" })
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "ETIMEOUT"
}
