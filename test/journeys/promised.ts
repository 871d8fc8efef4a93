// What the charter's file says about a missed promise, read here as a service manager reads it and not as the desk does.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { z } from "zod"

const step = z.object({ id: z.string(), queue: z.string() })
const charter = z.object({
  clocks: z.array(
    z.object({
      name: z.string(),
      breach: z.object({ escalate: z.object({ chain: z.string(), step: z.string() }) }),
    }),
  ),
  chains: z.array(z.object({ id: z.string(), steps: z.array(step) })),
  queues: z.object({ teams: z.array(z.object({ id: z.string(), name: z.string() })) }),
})
const { clocks, chains, queues } = charter.parse(
  parse(readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8")),
)

/** The name of the team that a case goes to when this promise is missed. */
export function teamAfterMissing(clock: string): string {
  const breach = clocks.find(({ name }) => name === clock)?.breach.escalate
  const chain = chains.find(({ id }) => id === breach?.chain)
  const queue = chain?.steps.find(({ id }) => id === breach?.step)?.queue
  const team = queues.teams.find(({ id }) => id === queue)
  if (team === undefined) throw new Error(`the charter names no team for a missed ${clock}`)
  return team.name
}
