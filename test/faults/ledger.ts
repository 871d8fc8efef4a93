// What the world outside the desk knows: what it sent, what was acknowledged, what the relay was given, and which faults came when.

import type { FaultKind } from "./plan.ts"
import type { Mood } from "./smtp-peer.ts"

export const nouns = [
  "reply",
  "note",
  "assignment",
  "hold",
  "resumption",
  "escalation",
  "classification",
  "resolution",
  "reopening",
  "closure",
] as const
export type Noun = (typeof nouns)[number]

export type SentContact = {
  readonly marker: string
  readonly email: string
  reference: string | null
  /** Verbs asked for on its case, each with a key of its own. */
  readonly verbs: SentVerb[]
}
export type SentVerb = { readonly noun: Noun; readonly marker: string; answer: "done" | "refused" | null }

/** What must become of a letter. */
export type Fate = "filed" | "ignored" | "held"
export type SentLetter = {
  readonly messageId: string
  /** Letters of one Message-ID differ by it. */
  readonly version: number
  readonly fate: Fate
  readonly way: "smtp" | "receive"
  attempts: number
  /** How many times the sender was told that it is kept. */
  acknowledged: number
}

/** A message that reached the relay, what the relay did with it, and when by the machine's own stopwatch. */
export type RelayedMessage = {
  readonly messageId: string
  readonly to: string
  readonly mood: Mood
  /** Whether it has the message, whatever it said. */
  readonly isTaken: boolean
  readonly at: number
}

/** Something that went wrong because we wanted it to. */
export type StruckFault = { readonly kind: FaultKind; readonly detail: string; readonly at: number }

export type Ledger = {
  readonly contacts: SentContact[]
  readonly letters: SentLetter[]
  readonly relayed: RelayedMessage[]
  readonly faults: StruckFault[]
  /** Processes of the desk that ended without warning: when, by the stopwatch. */
  readonly crashes: number[]
  /** What should not have happened outside, a sentence each. */
  readonly oddities: string[]
  /** Answers other than an acknowledgement, by what they were. */
  readonly refusals: Map<string, number>
  readonly refused: (what: string) => void
  readonly struck: (kind: FaultKind, detail?: string) => void
}

export function emptyLedger(): Ledger {
  const refusals = new Map<string, number>()
  const faults: StruckFault[] = []
  return {
    contacts: [],
    letters: [],
    relayed: [],
    faults,
    crashes: [],
    oddities: [],
    refusals,
    refused: (what) => void refusals.set(what, (refusals.get(what) ?? 0) + 1),
    struck: (kind, detail = "") => void faults.push({ kind, detail, at: performance.now() }),
  }
}
