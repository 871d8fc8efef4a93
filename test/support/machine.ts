// What a test may hold against us on a machine that others use too: our own processor time, and a patience that is stretched as far as
// the machine is slow.

/** Watches how long this thread's loop stands still by its own doing. */
export type Standing = {
  /** Ends the watch; gives the longest time, in milliseconds of processor time, between two turns of the loop. */
  readonly longest: () => number
}

const watchMs = 5

export function watchedLoop(): Standing {
  let before = process.threadCpuUsage()
  let longest = 0
  const look = () => {
    const { user, system } = process.threadCpuUsage(before)
    before = process.threadCpuUsage()
    longest = Math.max(longest, (user + system) / 1000)
  }
  const timer = setInterval(look, watchMs)
  return {
    longest: () => {
      clearInterval(timer)
      look()
      return longest
    },
  }
}

/** A stopwatch of this thread's own processor time, in milliseconds: what work costs, whoever else uses the machine. */
export function processorTime(): () => number {
  const before = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }
}

/** How many times longer than by itself this machine takes for a piece of work at this moment: 1 when nobody else uses it. */
export function slowness(): number {
  const [began, before] = [performance.now(), process.threadCpuUsage()]
  while (process.threadCpuUsage(before).user < 20_000);
  return Math.max(1, (performance.now() - began) / 20)
}

/** Whether something took no longer than a limit in milliseconds, on a machine that nobody else uses. */
export function isWithin(spentMs: number, limitMs: number): boolean {
  return spentMs < limitMs || spentMs < limitMs * Math.max(...Array.from({ length: 5 }, slowness))
}
