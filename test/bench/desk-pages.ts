// A page asked for at a pace, and as often as it goes, beside the bare statements that it rests on.

import { Agent, get, type IncomingMessage } from "node:http"
import { buffer } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"
import autocannon from "autocannon"
import type pg from "pg"
import { secondsOf } from "./processor.ts"

export type Floor = () => Promise<unknown>
export type Measured = {
  readonly what: string
  readonly url: string
  readonly cookie: string
  readonly pid: number
  readonly seconds: number
  readonly floor: Floor
}

const connections = 16

/**
 * 16 connections, each asking once a second: the median, and what a page costs the desk's process. Colleagues ask when they like, so their
 * seconds begin one after another; beside it what it takes when all sixteen ask at one instant, where most of it is waiting for each other.
 */
export async function paced(page: Omit<Measured, "floor">): Promise<string> {
  const { what, url, cookie, pid, seconds } = page
  await autocannon({ url, connections: 2, amount: 200, headers: { cookie } })
  const before = secondsOf(pid)
  const asked = await Promise.all(
    Array.from({ length: connections }, (_none, index) => askedEachSecond(page, index / connections)),
  )
  const took = asked.flat().toSorted((one, other) => one - other)
  const each = ((secondsOf(pid) - before) * 1000) / took.length
  const at = (share: number) => took[Math.floor(took.length * share)]?.toFixed(1)
  const burst = await autocannon({ url, connections, duration: seconds, overallRate: connections, headers: { cookie } })
  return `${what}, ${connections} a second: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ${each.toFixed(1)} ms of the desk's processor time a page; all ${connections} at one instant: p50 ${burst.latency.p50} ms${refusedIn(burst)}`
}

/** What each answer took, from asking to its last byte, in milliseconds. Throws where one is refused. */
async function askedEachSecond({ url, cookie, seconds }: Omit<Measured, "floor">, phase: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  await pause(phase * 1000)
  const began = performance.now()
  for (let second = 0; second < seconds; second++) {
    await pause(Math.max(0, began + second * 1000 - performance.now()))
    const asked = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    get(url, { agent, headers: { cookie } }, resolve).once("error", reject)
    const answer = await promise
    await buffer(answer)
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
    took.push(performance.now() - asked)
  }
  agent.destroy()
  return took
}

/** As many as go, and the same of the bare statements. */
export async function saturated({ what, url, cookie, pid, seconds, floor }: Measured): Promise<string> {
  const before = secondsOf(pid)
  const found = await autocannon({ url, connections, duration: seconds, headers: { cookie } })
  const each = ((secondsOf(pid) - before) * 1000) / found.requests.total
  const bare = await perSecond(floor, seconds)
  const rate = found.requests.average
  return `${what}, as many as go: ${rate.toFixed(0)} a second, ${each.toFixed(1)} ms of processor time each; bare SQL ${bare.toFixed(0)} a second; ratio ${(rate / bare).toFixed(3)}${refusedIn(found)}`
}

function refusedIn({ non2xx, errors }: autocannon.Result): string {
  return non2xx + errors > 0 ? `, ${non2xx + errors} refused` : ""
}

async function perSecond(floor: Floor, seconds: number): Promise<number> {
  let done = 0
  const until = performance.now() + seconds * 1000
  const one = async () => {
    while (performance.now() < until) {
      await floor()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return done / seconds
}

export function listFloor(pool: pg.Pool): Floor {
  return () =>
    pool.query({
      name: "list",
      text: `select case_id, reference, state, priority, subject, queue, people.name, next_due_at, next_due_clock from cases
        left join people on people.person_id = cases.owner_id where is_open order by next_due_at, case_id limit 50`,
    })
}

export function caseFloor(pool: pg.Pool, reference: string): Floor {
  const values = [Number(reference.split("-").at(-1))]
  return async () => {
    await pool.query({ name: "case", text: "select * from cases where case_id = $1", values })
    await pool.query({ name: "events", text: "select body from events where case_id = $1 order by seq", values })
    await pool.query({ name: "words", text: "select bytes from content where case_id = $1", values })
  }
}
