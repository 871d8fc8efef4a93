// What processes have used of the processors, as the system tells it.

import { readFileSync } from "node:fs"

const ticksASecond = 100

/** Seconds of processor time of a living process, and of those that it started and that have ended where asked; 0 of one that has gone. */
export function secondsOf(pid: number, also?: "with those that have ended"): number {
  try {
    // proc(5): counted after the name in brackets, user and system time are the 12th and 13th field, those of ended children the next two.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ").map(Number) ?? []
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
    return (user + system + (also === undefined ? 0 : endedUser + endedSystem)) / ticksASecond
  } catch {
    return 0
  }
}
