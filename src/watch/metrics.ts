// The alarms and the disks as metrics: for whoever is woken by them.

import { Gauge, type Registry } from "prom-client"
import type { Alarms } from "../alarms.ts"
import type { DiskWatch } from "./disk.ts"

/** Adds `charter_alarm`, 1 for each that stands, and the share of each disk in use. */
export function addWatchMetrics(registry: Registry, alarms: Alarms, disk: DiskWatch): void {
  const alarm = new Gauge({
    name: "charter_alarm",
    help: "What somebody must do something about, by name.",
    labelNames: ["name"],
    registers: [registry],
    collect() {
      alarm.reset()
      for (const { name } of alarms.standing()) alarm.set({ name }, 1)
    },
  })
  const used = new Gauge({
    name: "charter_disk_used_ratio",
    help: "The share in use of the disk of VAR_DIR and of the database's data, as far as they are on this machine.",
    labelNames: ["place"],
    registers: [registry],
    collect() {
      for (const [place, share] of disk.used()) used.set({ place }, share)
    },
  })
}
