// Starts the embedded PostgreSQL again when it has died. Connections made meanwhile fail, and the pool makes new ones.

import type { Place } from "./embedded-place.ts"
import { isAlive } from "./embedded-postmaster.ts"
import { bringUp, type Running } from "./embedded-start.ts"

export type Watch = { readonly running: () => Running; readonly end: () => Promise<void> }

/** Looks twice a second. Its port stays what it is, because others have been told it. */
export function watch(place: Place, first: Running, onChange: (sentence: string) => void = () => {}): Watch {
  let running = first
  let reviving: Promise<void> | undefined
  const look = () => {
    if (reviving || (isAlive(running.pid) && running.keeper.holds())) return
    reviving = revived().finally(() => {
      reviving = undefined
    })
  }
  const revived = async () => {
    onChange("PostgreSQL has gone: starting it again.")
    try {
      running = await bringUp(place, { mayMove: false })
      onChange("PostgreSQL is back.")
    } catch (error) {
      onChange(error instanceof Error ? error.message : String(error))
    }
  }
  const timer = setInterval(look, 500).unref()
  const end = async () => {
    clearInterval(timer)
    await reviving
  }
  return { running: () => running, end }
}
