// From one adviser's change to another's page, with 500 streams open: with the hint, and where it is lost.

import type pg from "pg"
import type { Colleague } from "../acceptance/colleague.ts"
import { median, openStream, openStreams } from "./desk-streams.ts"

const streams = 500
const changes = 40

type Parts = {
  readonly web: string
  readonly pool: pg.Pool
  readonly cookies: readonly string[]
  readonly reference: string
  readonly omar: Colleague
}

export async function latencies({ web, pool, cookies, reference, omar }: Parts): Promise<void> {
  let told: (() => void) | undefined
  const cookie = cookies.at(-1) ?? ""
  const mine = await openStream(web, cookie, () => told?.())
  const others = await openStreams(web, cookies, streams - 1)
  const open = [mine, ...others].filter(({ status }) => status === 200).length
  const hinted: Spent[] = []
  const lost: Spent[] = []
  const number = Number(reference.split("-").at(-1))
  for (let count = 0; count < changes; count++) {
    hinted.push(await spent(() => omar.act(reference, "note", { body: "Another" })))
    lost.push(await spent(() => pool.query("insert into case_changes (case_id) values ($1)", [number])))
  }
  console.log(`${open} streams open. A change, the hint given: ${words(hinted)}; the hint lost: ${words(lost)}`)
  for (const each of [mine, ...others]) each.close()

  // The change itself is part of it: the other one waits from the moment the first presses the button.
  async function spent(change: () => Promise<unknown>): Promise<Spent> {
    const { promise, resolve } = Promise.withResolvers<void>()
    told = resolve
    const began = performance.now()
    await change()
    await promise
    const heard = performance.now() - began
    const headers = { cookie, "turbo-frame": "live", "charter-unattended": "1" }
    await (await fetch(`${web}/desk/cases/${reference}`, { headers })).text()
    return { heard, shown: performance.now() - began }
  }
}

type Spent = { readonly heard: number; readonly shown: number }

function words(all: readonly Spent[]): string {
  const [heard, shown] = [all.map((each) => each.heard), all.map((each) => each.shown)]
  const both = (list: number[]) => `median ${median(list).toFixed(0)} ms, p95 ${median(list, 0.95).toFixed(0)} ms`
  return `told after ${both(heard)}, on the other's page after ${both(shown)}`
}
