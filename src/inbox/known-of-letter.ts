// What is found out about a letter before anything is decided of it: which mailbox it came to, and whether its sender is who it says.

import type { Db } from "../database/index.ts"
import { noChecker, type SenderChecker } from "./checker.ts"
import { isQuarantined, type ParsedLetter, type Quarantine } from "./letter.ts"
import { knownMailboxes, mailboxOf } from "./mailbox-choice.ts"
import type { Decision, Ours } from "./match.ts"
import { saidByServer } from "./said-by-server.ts"
import { notJudged, type SenderChecks } from "./sender-checks.ts"
import type { LetterRow } from "./store.ts"

export type KnownOfLetter = {
  readonly checks: SenderChecks
  readonly mailboxId: number | null
  readonly queue: string | null
  /** What counts as the desk's own, with all its mailboxes. */
  readonly ours: Ours
}

type Asking = { readonly db: Db; readonly ours: Ours; readonly checker?: SenderChecker }

/** Asks whoever must be asked; outside any transaction, because it may take seconds. */
export async function whatIsKnown(
  { db, ours, checker = noChecker }: Asking,
  letter: LetterRow,
  raw: Buffer,
  read: ParsedLetter | Quarantine,
): Promise<KnownOfLetter> {
  const mailboxes = await knownMailboxes(db)
  const recipients = isQuarantined(read) ? [] : [...read.to, ...read.cc].map((each) => each.address)
  const mailbox = mailboxOf(mailboxes, letter.mailboxId, [...letter.envelope.to, ...recipients])
  const server = letter.mailboxId === null ? null : (mailbox?.receivingServer ?? null)
  const said = server === null ? undefined : saidByServer(raw, server)
  return {
    checks: said ?? (await checked(checker, letter, raw, read)),
    mailboxId: mailbox?.mailboxId ?? letter.mailboxId,
    queue: mailbox?.queue ?? null,
    ours: { ...ours, mailboxAddresses: mailboxes.map(({ address }) => address) },
  }
}

/** One that fails DMARC opens nothing and continues nothing: a person looks at it first. What is set aside anyway stays so. */
export function onlyIfNotFound(decision: Decision, { sender, policy }: SenderChecks): Decision {
  if (sender !== "failed" || (decision.do !== "open" && decision.do !== "update")) return decision
  const asks = policy === null ? "" : `; its domain asks for “${policy}”`
  return { do: "hold", reason: `fails DMARC: the sender is not proved to be who the letter says${asks}`, claims: [] }
}

async function checked(
  checker: SenderChecker,
  { envelope, peer, helo }: LetterRow,
  raw: Buffer,
  read: ParsedLetter | Quarantine,
): Promise<SenderChecks> {
  if (isQuarantined(read)) return notJudged("could-not-be-read")
  return await checker.check({ raw, fromAddress: read.from?.address ?? null, peer, helo, sender: envelope.from })
}
