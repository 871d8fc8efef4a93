// The first page of the queue with a thousand open cases and with all of them: by the API, as a page, and for whoever sees some queues alone.

import { listCases } from "../cases/index.ts"
import type { Actor } from "../people/index.ts"
import type { Bench } from "./bench.ts"
import { type BenchDesk, startBenchDesk } from "./desk.ts"
import { percentile, type Tell, timed } from "./measure.ts"

const few = 1000
const times = 200

export async function benchQueue(bench: Bench, tell: Tell): Promise<void> {
  await bench.upTo(few)
  const before = await measured(bench)
  await bench.upTo(bench.cases)
  const after = await measured(bench)
  for (const [what, value] of after) {
    const floor = before.get(what)
    tell({
      what: `${what}, p50 with ${bench.cases.toLocaleString("en-GB")} open cases`,
      value,
      unit: "ms",
      ...(floor === undefined ? {} : { floor: { what: `with ${few.toLocaleString("en-GB")}`, value: floor } }),
      aim: "ratio below 1.5",
    })
  }
}

async function measured({ scratch, now }: Bench): Promise<Map<string, number>> {
  const desk = await startBenchDesk(scratch, { now })
  try {
    const p50 = async (work: () => Promise<unknown>) => percentile(await timed(times, work, 40), 0.5)
    return new Map([
      ["first page by the API", await p50(() => desk.api("/cases"))],
      ["first page as a page", await p50(() => desk.page("/desk/cases"))],
      ["first page of priority 1 by the API", await p50(() => desk.api("/cases?priority=1"))],
      ["first page of what is due today, as a page", await p50(() => desk.page("/desk/cases?due=today"))],
      ["what waits for the customer, as a page", await p50(() => desk.page("/desk/cases?waiting=customer"))],
      ["what came by letter (none), as a page", await p50(() => desk.page("/desk/cases?channel=letter"))],
      ["second page by the API", await p50(await secondPage(desk))],
      ["first page of one queue in a hundred", await p50(() => listCases(scratch.db, restricted, {}, { limit: 50 }))],
    ])
  } finally {
    await desk.stop()
  }
}

const restricted: Actor = { personId: null, name: "Bench", email: null, role: "adviser", queues: ["third-line"] }

async function secondPage(desk: BenchDesk): Promise<() => Promise<unknown>> {
  const first = await desk.api("/cases")
  const next = typeof first === "object" && first !== null && "next" in first ? String(first.next) : ""
  return () => desk.api(`/cases?after=${encodeURIComponent(next)}`)
}
