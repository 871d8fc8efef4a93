// What is told of the replica: by readiness, which does not depend on it, and by the metrics.

import { Counter, Gauge, type Registry } from "prom-client"
import type { ReadPlaces } from "../database/index.ts"
import type { Check } from "./options.ts"

/** A question for /readyz; none where there is no replica. */
export function replicaChecks(places: ReadPlaces): Check[] {
  if (places.report() === undefined) return []
  return [
    {
      name: "replica",
      isDispensable: true,
      ready: async () => {
        const state = places.report()?.state
        if (state !== "read") throw new Error(`the replica is ${state}`)
      },
    },
  ]
}

/** How far behind the replica is, and how many lists were read where. */
export function addReplicaMetrics(registry: Registry, places: ReadPlaces): void {
  const reads = new Counter({
    name: "charter_reads_total",
    help: "Lists, searches and public documents, by where they were read.",
    labelNames: ["target"],
    registers: [registry],
    collect() {
      reads.reset()
      for (const [target, count] of Object.entries(places.counts())) reads.inc({ target }, count)
    },
  })
  if (places.report() === undefined) return
  const lag = new Gauge({
    name: "charter_replica_lag_seconds",
    help: "How old, at most, is what the replica shows; NaN while nobody knows.",
    registers: [registry],
    collect() {
      const lagMs = places.report()?.lagMs
      lag.set(lagMs === null || lagMs === undefined ? Number.NaN : lagMs / 1000)
    },
  })
}
