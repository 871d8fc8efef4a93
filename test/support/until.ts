// Waits for what others do in their own time: jobs, sweeps, a database that comes back.

import { setTimeout as pause } from "node:timers/promises"
import { slowness } from "./machine.ts"

/**
 * What is put off may wait for a lease of 25 seconds to end, on a machine that others load. No figure is claimed by it: it only
 * ends a wait in vain. Where a requirement names a time, the test gives that.
 */
export const settledMs = 90_000

/**
 * Asks again and again until the answer is yes; gives how long that took, in milliseconds. Patience is that of a machine that nobody
 * else uses: it is stretched as far as this one was slow at its slowest meanwhile.
 */
export async function until(isSo: () => boolean | Promise<boolean>, patienceMs: number = settledMs): Promise<number> {
  const began = performance.now()
  for (let slowest = 1, looked = 0; ; await pause(20)) {
    if (await isSo()) return performance.now() - began
    const waited = performance.now() - began
    if (waited - looked > 1000) {
      slowest = Math.max(slowest, slowness())
      looked = waited
    }
    if (waited > patienceMs * slowest) throw new Error(`not so within ${patienceMs / 1000} s`)
  }
}
