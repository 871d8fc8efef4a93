// Mail that is about no case: a link to sign in, the status of a service. Asked for in a verb's transaction, written when it goes.

import { z } from "zod"
import type { Db } from "../database/index.ts"
import type { Language } from "../words/index.ts"
import type { Block } from "./block.ts"
import type { Letterhead } from "./letterhead.ts"

/** Ids and numbers that the words are made of, and never words. */
export const mailFacts = z.record(z.string(), z.number())
export type MailFacts = z.infer<typeof mailFacts>

export type NewMail = {
  readonly kind: string
  readonly address: string
  readonly facts: MailFacts
  readonly language?: string
}

export type MailWords = {
  readonly subject: string
  readonly blocks: readonly Block[]
  /** Where one click stops this mail (RFC 8058): an https address that takes a post. */
  readonly unsubscribe?: string
}

export type MailToWrite = {
  readonly address: string
  readonly facts: MailFacts
  readonly letterhead: Letterhead
  readonly language: Language
}

export type MailWriter = {
  /** Whether somebody may have asked in another's name: then its address gets so many of this kind an hour. */
  readonly isUnasked: boolean
  /**
   * What stands in it that is for its reader alone. "link": what lets them in, or decides for them; on the mailbox page its words are for
   * whoever may read such mail. "staff-link": what lets in somebody on the staff; where no relay takes it, nothing keeps it.
   */
  readonly secret: "none" | "link" | "staff-link"
  /** The words, or undefined where there is nothing to say to the address any more, or never was. */
  readonly write: (db: Db, mail: MailToWrite, at: number) => Promise<MailWords | undefined>
}

/** Who writes each kind of mail: every feature its own. */
export type MailWriters = Readonly<Record<string, MailWriter>>

/** Whether anybody who reads the mailbox page may read mail of this kind; of a kind that nobody writes any more, nobody knows. */
export function isForEveryReader(writers: MailWriters, kind: string): boolean {
  return writers[kind]?.secret === "none"
}
