// Mailboxes from which no letters come, although they should: as an alarm, and as metrics.

import { Gauge, type Registry } from "prom-client"
import type { Alarms } from "../alarms.ts"
import type { Db } from "../database/index.ts"
import { type MailboxStanding, mailboxStandings } from "./watches-store.ts"

/** A server that is away for a moment is nobody's business yet. */
const failingSeconds = 90
const silentSeconds = 240

/** Why nothing comes from a mailbox, in a sentence; undefined where something does, or nothing should. */
export function troubleWith({ isPaused, address, ...standing }: MailboxStanding): string | undefined {
  if (isPaused) return undefined
  if ((standing.failingSeconds ?? 0) > failingSeconds) {
    const minutes = Math.max(1, Math.round((standing.failingSeconds ?? 0) / 60))
    return `No letters have come from ${address} for ${minutes} ${minutes === 1 ? "minute" : "minutes"}. ${standing.failure ?? ""}`.trim()
  }
  if ((standing.lagSeconds ?? 0) > silentSeconds)
    return `Nobody has looked into ${address} for ${Math.round((standing.lagSeconds ?? 0) / 60)} minutes.`
  return undefined
}

/** Raises the alarm while any mailbox is in trouble, and clears it. */
export async function watchMailboxTroubles(db: Db, alarms: Pick<Alarms, "raise" | "clear">): Promise<void> {
  const troubles = (await mailboxStandings(db)).flatMap((each) => troubleWith(each) ?? [])
  if (troubles.length === 0) return alarms.clear("mailbox")
  alarms.raise("mailbox", `${troubles.join(" ")} What lies there is fetched as soon as it can be; nothing is lost.`)
}

/** Adds the gauges of each mailbox, by its number. */
export function addMailboxMetrics(registry: Registry, standings: () => Promise<readonly MailboxStanding[]>): void {
  const gauge = (name: string, help: string, value: (standing: MailboxStanding) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["mailbox"],
      registers: [registry],
      async collect() {
        this.reset()
        for (const each of await standings()) this.set({ mailbox: String(each.mailboxId) }, value(each))
      },
    })
  gauge(
    "charter_mailbox_lag_seconds",
    "Since a mailbox was last looked through; -1 where it never was",
    (each) => each.lagSeconds ?? -1,
  )
  gauge(
    "charter_mailbox_failing_seconds",
    "Since nothing can be fetched from a mailbox; 0 while it can",
    (each) => each.failingSeconds ?? 0,
  )
  gauge("charter_mailbox_waiting", "Letters seen in a mailbox and not yet kept", (each) => each.waiting)
  gauge("charter_mailbox_letters", "Letters kept from a mailbox", (each) => each.letters)
  gauge("charter_mailbox_set_aside", "Letters left in a mailbox because they are too large", (each) => each.setAside)
  gauge("charter_mailbox_paused", "Whether a mailbox is paused", (each) => (each.isPaused ? 1 : 0))
}
