// Tickets: what the desk tells itself by way of a browser between two steps of signing in. Sealed, good for some minutes, used once.

import type { z } from "zod"
import type { Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { sealed, unsealed } from "./sealed.ts"
import { hashed } from "./secrets.ts"
import { deleteEndedTickets, insertSpentTicket } from "./tickets-store.ts"

export type TicketPurpose = "second-factor" | "provider" | "passkey" | "authenticator"

export const ticketMinutes = 15
const ticketLimitMs = ticketMinutes * 60_000
const lengthLimit = 4000

/** A ticket with some facts; it is good for a quarter of an hour from `at`. */
export function newTicket(key: Uint8Array, purpose: TicketPurpose, facts: object, at: EpochMilliseconds): string {
  const plain = JSON.stringify({ until: at + ticketLimitMs, facts })
  return sealed(key, purpose, Buffer.from(plain)).toString("base64url")
}

/** The facts of a ticket; undefined where it is not ours, for another purpose, or too old. */
export function ticketFacts<Shape extends z.ZodType>(
  shape: Shape,
  { key, purpose, ticket }: { key: Uint8Array; purpose: TicketPurpose; ticket: string },
  at: EpochMilliseconds,
): z.output<Shape> | undefined {
  const plain = ticket.length > lengthLimit ? undefined : unsealed(key, purpose, Buffer.from(ticket, "base64url"))
  if (plain === undefined) return undefined
  const { until, facts } = JSON.parse(plain.toString())
  return at < until ? shape.parse(facts) : undefined
}

/** Uses a ticket up. False where somebody has used it before: of two at once, one. */
export async function spendTicket(on: Reads, ticket: string, at: EpochMilliseconds): Promise<boolean> {
  await deleteEndedTickets(on, at)
  // However its characters are padded, a ticket is its bytes.
  const hash = hashed(Buffer.from(ticket, "base64url").toString("base64url"))
  return (await insertSpentTicket(on, hash, at + ticketLimitMs)) === 1
}
