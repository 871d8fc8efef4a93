// A mix of everything that people and programs do with a desk, so many things a second, timed.

import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { type BenchDesk, openSender } from "../../src/bench/index.ts"

export type SoakLoad = {
  /** What came since it was last asked: the milliseconds of each, and how many failed. */
  readonly minute: () => { took: number[]; failed: number }
  readonly end: () => Promise<void>
}

const opened = z.object({ case: z.object({ reference: z.string() }) })
const shown = z.object({ state: z.string() })
/** Cases that are still worked on: each has a short life, as most have. */
const workedLimit = 200

export function soakLoad(desk: BenchDesk, rate: number): SoakLoad {
  const worked: string[] = []
  let [count, took, failed]: [number, number[], number] = [0, [], 0]
  const over = new AbortController()
  const underWay = new Set<Promise<void>>()
  const deeds = deedsOf(desk, worked)
  const going = (async () => {
    for (const began = performance.now(); !over.signal.aborted; count++) {
      const wait = began + (count * 1000) / rate - performance.now()
      if (wait > 0) await pause(wait, undefined, { signal: over.signal }).catch(() => undefined)
      // A desk that cannot keep up is not buried: what it owes is told by the number of things asked.
      if (underWay.size >= 50) continue
      const done = one(deeds[count % deeds.length] ?? (async () => {}), count)
      underWay.add(done)
      void done.finally(() => underWay.delete(done))
    }
    await Promise.all(underWay)
  })()

  async function one(deed: (turn: number) => Promise<void>, turn: number): Promise<void> {
    const began = performance.now()
    try {
      await deed(turn)
    } catch (error) {
      failed += 1
      if (failed < 5) console.error(error)
    }
    took.push(performance.now() - began)
  }

  return {
    minute: () => {
      const came = { took, failed }
      took = []
      failed = 0
      return came
    },
    end: async () => {
      over.abort()
      await going
    },
  }
}

function deedsOf(desk: BenchDesk, worked: string[]): ((turn: number) => Promise<void>)[] {
  const contact = (turn: number) => ({
    channel: "email",
    from: { name: `Person ${turn}`, email: `person${turn}@force.example` },
    subject: `The module stays empty ${turn}`,
    body: "Since this morning the page stays empty. I tried another browser. ".repeat(5),
    priority: 1 + (turn % 4),
  })
  const open = async (turn: number) => {
    worked.push(opened.parse(await desk.post("/contacts", contact(turn))).case.reference)
  }
  const page = (path: string) => async () => void (await desk.page(path))
  const ofCase = async (turn: number) => {
    const reference = worked[turn % Math.max(1, worked.length)]
    if (reference !== undefined) await desk.page(`/desk/cases/${reference}`)
  }
  return [
    open,
    page("/desk/cases"),
    ofCase,
    work,
    open,
    page("/desk/cases?q=browser"),
    letter,
    ofCase,
    work,
    page("/charter"),
  ]

  // Taken, answered, held, taken up and resolved: a step each time, the oldest case first once there are many. Nobody else has it meanwhile.
  async function work(turn: number): Promise<void> {
    const isEnd = worked.length > workedLimit
    const [reference] = worked.splice(isEnd ? 0 : turn % Math.max(1, worked.length), 1)
    if (reference === undefined) return
    await (isEnd ? resolve(reference) : step(reference, turn))
    if (!isEnd) worked.push(reference)
  }

  async function resolve(reference: string): Promise<void> {
    await desk.post(`/cases/${reference}/resolution`, { outcome: "fixed", body: "It works again." })
  }

  async function step(reference: string, turn: number): Promise<void> {
    const { state } = shown.parse(await desk.api(`/cases/${reference}`))
    if (state === "new") await desk.post(`/cases/${reference}/assignment`, { to: "me" })
    else if (state === "on-hold") await desk.post(`/cases/${reference}/resumption`, {})
    else if (turn % 3 === 0) await desk.post(`/cases/${reference}/hold`, { for: "customer" })
    else if (turn % 3 === 1) await desk.post(`/cases/${reference}/reply`, { body: "We are looking into it." })
    else await desk.post(`/cases/${reference}/note`, { body: "Seen on the test system too." })
  }

  async function letter(turn: number): Promise<void> {
    const from = `writer${turn}@force.example`
    const lines = [
      `From: ${from}`,
      `Subject: A question ${turn}`,
      `Message-ID: <${turn}.${from}>`,
      "",
      "Is the site down?".repeat(20),
      "",
    ]
    const sender = await openSender(desk.smtpPort)
    await sender.send({ from, to: "desk@localhost" }, Buffer.from(lines.join("\r\n")))
    sender.close()
  }
}
