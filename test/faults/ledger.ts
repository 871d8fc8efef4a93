// What the world outside the desk knows: what it sent, what was acknowledged, and what the relay was given.

export type SentContact = {
  readonly marker: string
  readonly email: string
  reference: string | null
  /** Verbs asked for on its case, each with a key of its own. */
  readonly verbs: SentVerb[]
}
export type SentVerb = { readonly noun: "reply" | "resolution"; readonly marker: string; isDone: boolean }

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

/** A message that the relay took, and when by the machine's own stopwatch. */
export type TakenMessage = { readonly messageId: string; readonly to: string; readonly at: number }

export type Kill = { readonly what: "desk" | "database" | "both"; readonly at: number; recoveredAt: number | null }

export type Ledger = {
  readonly contacts: SentContact[]
  readonly letters: SentLetter[]
  readonly taken: TakenMessage[]
  readonly kills: Kill[]
  /** Answers other than an acknowledgement, by what they were. */
  readonly refusals: Map<string, number>
  readonly acknowledged: () => void
  readonly refused: (what: string) => void
}

export function emptyLedger(): Ledger {
  const kills: Kill[] = []
  const refusals = new Map<string, number>()
  return {
    contacts: [],
    letters: [],
    taken: [],
    kills,
    refusals,
    acknowledged: () => {
      const last = kills.at(-1)
      if (last !== undefined) last.recoveredAt ??= performance.now()
    },
    refused: (what) => {
      refusals.set(what, (refusals.get(what) ?? 0) + 1)
    },
  }
}
