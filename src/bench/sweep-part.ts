// The sweep beside all those running clocks: with nothing due, with a hundred due at one instant, and with ten thousand at one 17:00.

import type { EpochMilliseconds } from "../time/index.ts"
import { sweepCases } from "../worker/index.ts"
import type { Bench } from "./bench.ts"
import { percentile, type Tell, timed, took } from "./measure.ts"

// Working days before all other cases came in: nothing else falls due then.
const hundredReceived = "2026-03-10T09:00:00Z"
const manyReceived = "2026-03-11T09:00:00Z"
const target = 8 * 3_600_000

export async function benchSweep(bench: Bench, tell: Tell): Promise<void> {
  const { db } = bench.scratch
  await bench.upTo(bench.cases)
  const clocks = await db.pool.query("select count(*) as count from clocks where state in ('running', 'paused')")
  tell({ what: "running clocks", value: Number(clocks.rows[0].count), unit: "" })
  const idle = percentile(await timed(50, () => swept(bench, epoch(hundredReceived))), 0.5)
  tell({ what: "a sweep that finds nothing due, p50", value: idle, unit: "ms" })
  await fallDue(bench, tell, { received: hundredReceived, count: 100, aim: "within 2 s" })
  await fallDue(bench, tell, { received: manyReceived, count: 10_000, aim: "within 60 s" })
}

type Falling = { readonly received: string; readonly count: number; readonly aim: string }

async function fallDue(bench: Bench, tell: Tell, { received, count, aim }: Falling): Promise<void> {
  const receivedAt = epoch(received)
  const due = receivedAt + target
  await bench.alsoFresh(count, receivedAt, due - 60_000)
  let settled = 0
  const value = await took(async () => {
    settled = await swept(bench, due + 1)
  })
  if (settled < count) throw new Error(`of ${count} cases that fell due ${settled} were settled`)
  const floor = await bareUpdates(bench, count)
  const what = `${count.toLocaleString("en-GB")} cases due at one instant, announced after`
  tell({ what, value, unit: "ms", floor: { what: "as many bare updates, a hundred a transaction", value: floor }, aim })
  tell({
    what: `of ${count.toLocaleString("en-GB")} at once, announced a second`,
    value: (count / value) * 1000,
    unit: "a second",
    aim: "200 or more",
  })
}

// Round after round, as the worker does: one goes on for some seconds at most.
async function swept({ scratch }: Bench, at: EpochMilliseconds): Promise<number> {
  for (let settled = 0; ; ) {
    const round = await sweepCases(scratch.db, at, (error) => {
      throw error
    })
    settled += round
    if (round === 0) return settled
  }
}

async function bareUpdates({ scratch }: Bench, count: number): Promise<number> {
  const last = await scratch.db.pool.query("select max(case_id) as last from cases")
  const first = Number(last.rows[0].last) - count
  return await took(async () => {
    for (let done = 0; done < count; done += 100) {
      await scratch.db.pool.query("update cases set next_at = next_at where case_id > $1 and case_id <= $2", [
        first + done,
        first + Math.min(count, done + 100),
      ])
    }
  })
}

function epoch(text: string): EpochMilliseconds {
  return Temporal.Instant.from(text).epochMilliseconds
}
