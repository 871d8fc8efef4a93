// One slow domain must not hold up the others: at most a few messages to a domain are under way at once, and the rest of that
// domain's wait in line without keeping a worker. What waits here is also due in the database, so that a crash loses nothing.

import { setTimeout as pause } from "node:timers/promises"

export type Lanes = {
  /** Does `work` now and waits for it, or puts it in line and returns at once. The same `id` stands in line once. */
  readonly take: (domain: string, id: string, work: () => Promise<void>) => Promise<void>
  /** The ids of what stands in line. */
  readonly waiting: () => string[]
  /** Takes nothing more from any line, and waits for what is under way: not for ever, because a relay may be slow to answer. */
  readonly close: () => Promise<void>
}

export type LanesOptions = {
  /** At once to one domain, and altogether. */
  readonly perDomain: number
  readonly altogether: number
  /** How many may stand in line altogether; the sweep brings back those that find no place. */
  readonly inLine: number
  /** Told of what went wrong in work that nobody waits for any more. */
  readonly onError: (error: unknown) => void
}

const closeMilliseconds = 10_000

type Work = () => Promise<void>
type Lane = { active: number; readonly line: Map<string, Work> }

export function openLanes(options: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>()
  const underWay = new Set<Promise<void>>()
  let inLine = 0
  let isClosed = false

  async function take(domain: string, id: string, work: Work): Promise<void> {
    if (isClosed) return
    const lane = lanes.get(domain) ?? { active: 0, line: new Map() }
    lanes.set(domain, lane)
    if (hasRoom(lane)) return started(domain, lane, work)
    if (inLine >= options.inLine || lane.line.has(id)) return
    lane.line.set(id, work)
    inLine++
  }

  function hasRoom(lane: Lane): boolean {
    return lane.active < options.perDomain && underWay.size < options.altogether
  }

  async function started(domain: string, lane: Lane, work: Work): Promise<void> {
    lane.active++
    const promise = work()
    const settled = promise.catch(() => {})
    underWay.add(settled)
    try {
      await promise
    } finally {
      underWay.delete(settled)
      lane.active--
      if (lane.active === 0 && lane.line.size === 0) lanes.delete(domain)
      followOn()
    }
  }

  // The domains take turns: the one that was served goes to the end.
  function followOn(): void {
    if (isClosed) return
    for (const [domain, lane] of [...lanes]) {
      const next = hasRoom(lane) ? lane.line.entries().next().value : undefined
      if (next === undefined) continue
      lane.line.delete(next[0])
      inLine--
      lanes.delete(domain)
      lanes.set(domain, lane)
      started(domain, lane, next[1]).catch(options.onError)
    }
  }

  async function close(): Promise<void> {
    isClosed = true
    await Promise.race([Promise.all(underWay), pause(closeMilliseconds, undefined, { ref: false })])
  }

  const waiting = () => [...lanes.values()].flatMap(({ line }) => [...line.keys()])

  return { take, waiting, close }
}
