// A flood of one sender: how soon it is accepted and filed, what the queue's page takes meanwhile, how long somebody else's letter waits,
// and whether people are told of it as one.

import { setTimeout as pause } from "node:timers/promises"
import { gatherCandidates } from "../cases/index.ts"
import { realNow } from "../time/index.ts"
import type { Bench } from "./bench.ts"
import { type BenchDesk, startBenchDesk } from "./desk.ts"
import { bareLetterRate } from "./floor.ts"
import { percentile, sorted, type Tell, took } from "./measure.ts"
import { openSender } from "./sender.ts"
import { sendLetters } from "./sending.ts"
import { letterStates, stateOfLetter } from "./store.ts"

const connections = 8
const flooder = "flood@force.example"
const limitMilliseconds = 45 * 60_000

export async function benchFlood(bench: Bench, tell: Tell): Promise<void> {
  await bench.upTo(Math.min(bench.cases, 1000))
  const { db } = bench.scratch
  const desk = await startBenchDesk(bench.scratch)
  const asked = askNowAndThen(desk)
  const others = othersWrite(bench, desk)
  try {
    const began = performance.now()
    await sendLetters({
      port: desk.smtpPort,
      connections,
      letters: { are: "made", from: flooder, count: bench.letters },
    })
    const accepted = performance.now() - began
    await untilRead(bench)
    const filed = performance.now() - began
    const pages = sorted(await asked.end())
    const waits = sorted(await others.end())
    const floor = (bench.letters / (await bareLetterRate(bench.scratch))) * 1000
    await gatherCandidates(db, realNow())
    tellFlood(tell, { letters: bench.letters, accepted, filed, pages, waits, floor })
    await tellGroups(bench, tell)
  } finally {
    await asked.end()
    await others.end()
    await desk.stop()
  }
}

type Flooded = {
  readonly letters: number
  readonly accepted: number
  readonly filed: number
  readonly pages: readonly number[]
  readonly waits: readonly number[]
  readonly floor: number
}

function tellFlood(tell: Tell, { letters, accepted, filed, pages, waits, floor }: Flooded): void {
  const many = `${letters.toLocaleString("en-GB")} letters of one sender`
  tell({
    what: `${many} accepted after`,
    value: accepted / 1000,
    unit: "s",
    floor: { what: "as many bare inserts", value: floor / 1000 },
    aim: "100,000 within 600 s",
  })
  tell({ what: `${many} filed after`, value: filed / 1000, unit: "s", aim: "100,000 within 1,800 s" })
  tell({ what: "letters filed a second", value: letters / (filed / 1000), unit: "a second", aim: "56 or more" })
  tell({
    what: `the queue's page meanwhile (${pages.length} times), p95`,
    value: percentile(pages, 0.95),
    unit: "ms",
    aim: "1,000 ms",
  })
  tell({ what: "the queue's page meanwhile, longest", value: pages.at(-1) ?? 0, unit: "ms" })
  tell({
    what: `somebody else's letter (${waits.length} of them) filed after, longest`,
    value: (waits.at(-1) ?? 0) / 1000,
    unit: "s",
  })
}

async function tellGroups({ scratch }: Bench, tell: Tell): Promise<void> {
  const found = await scratch.db.pool.query(
    "select kind, contacts from candidates where kind = 'sender' order by contacts desc",
  )
  tell({ what: "candidates of a flooding sender", value: found.rows.length, unit: "", aim: "1" })
  tell({ what: "contacts that the largest tells of", value: Number(found.rows[0]?.contacts ?? 0), unit: "" })
  for (const { state, count } of await letterStates(scratch.db))
    tell({ what: `letters ${state}`, value: count, unit: "" })
}

/** Waits until no letter is unread. */
export async function untilRead({ scratch }: Bench): Promise<void> {
  for (const began = performance.now(); performance.now() - began < limitMilliseconds; await pause(500)) {
    const states = await letterStates(scratch.db)
    if (!states.some(({ state, count }) => state === "received" && count > 0)) return
  }
  throw new Error("there are letters that nobody has read")
}

/** Something done again and again until its end is asked for, which gives all it came to. */
type Repeated = { readonly end: () => Promise<number[]> }

function repeated(pauseMilliseconds: number, work: (turn: number) => Promise<number>): Repeated {
  const came: number[] = []
  const over = new AbortController()
  const going = (async () => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      came.push(await work(turn))
      await pause(pauseMilliseconds, undefined, { signal: over.signal }).catch(() => undefined)
    }
  })()
  return {
    end: async () => {
      over.abort()
      await going
      return came
    },
  }
}

function askNowAndThen(desk: BenchDesk): Repeated {
  return repeated(300, () => took(() => desk.page("/desk/cases")))
}

function othersWrite({ scratch }: Bench, desk: BenchDesk): Repeated {
  return repeated(5000, async (turn) => {
    const from = `person${turn}@police.example`
    const messageId = `${turn}.${from}`
    const sender = await openSender(desk.smtpPort)
    const lines = [
      `From: ${from}`,
      "Subject: A question",
      `Message-ID: <${messageId}>`,
      "",
      "May I ask you something?",
      "",
    ]
    await sender.send({ from, to: "desk@localhost" }, Buffer.from(lines.join("\r\n")))
    sender.close()
    return await took(async () => {
      while ((await stateOfLetter(scratch.db, messageId)) !== "filed") await pause(100)
    })
  })
}
