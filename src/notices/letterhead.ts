// What every message of this desk has in common: who it is from, where it leads, and the key that signs its addresses.

import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Language, type Languages, languages } from "../words/index.ts"

/** What the charter says of the desk itself. */
export type DeskContact = {
  /** The name beside the desk's address. */
  readonly deskName: string
  /** How to reach the desk by telephone, if it can be. */
  readonly phone: string | null
}

/** Reads it from the version in force at an instant: a version that comes into force while the desk runs counts at once. */
export type DeskContactAt = (at: EpochMilliseconds) => Promise<DeskContact>

export type Letterhead = DeskContact & {
  readonly key: Buffer
  /** Who the desk writes as: local@domain. */
  readonly mailAddress: string
  readonly publicUrl: string
  /** The zone in which times are told. */
  readonly zone: string
  /** What mail is written in; the languages that are shipped, unless given. */
  readonly languages?: Languages
}

/** Who writes, and in which language. */
export type Writing = { readonly letterhead: Letterhead; readonly language: Language }

/** The language of a code; English where there is none, or it is not filled. */
export function spokenIn(letterhead: Pick<Letterhead, "languages">, code: string | null | undefined): Language {
  return (letterhead.languages ?? languages).of(code ?? undefined)
}
