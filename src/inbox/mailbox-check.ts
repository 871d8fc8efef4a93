// Trying a mailbox out from a page: what an administrator types must not make a scanner of us (A36).

import { transaction } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { type Resolve, Unreachable } from "../outbound/index.ts"
import { doneBy, lockedTimesSince, mustBeAbleTo, record } from "../people/index.ts"
import { isOurselves, judgedServer } from "./mailbox-server.ts"
import { type MailboxVerb, testMailbox } from "./mailboxes.ts"

/** The ports of IMAP: a page knows no other. */
export const imapPorts = [993, 143] as const

const windowMinutes = 10
const triesLimit = 10

/** Whether the mailbox can be opened, few times in a while. Why not is for the log alone. Throws Refused and NotFound. */
export async function checkMailbox(verb: MailboxVerb, address: string): Promise<boolean> {
  mustBeAbleTo(verb.actor, "manage-mailboxes")
  await countTry(verb)
  return (await testMailbox(verb, address)).isGood
}

/** Throws Invalid where a mail server is this machine itself, or what a cloud keeps beside it. A server in our own network is one. */
export async function mustBeMailServer(host: string, resolve?: Resolve): Promise<void> {
  const none = new Invalid([{ field: "host", message: "There is no mail server of this name that we may look at" }])
  if (isOurselves(host.toLowerCase())) throw none
  await judgedServer(host, resolve).catch((error: unknown) => {
    throw error instanceof Unreachable ? none : error
  })
}

async function countTry({ db, actor, at }: MailboxVerb): Promise<void> {
  await transaction(db, async (tx) => {
    if ((await lockedTimesSince(tx, "mailbox-tried", at - windowMinutes * 60_000)) >= triesLimit)
      throw new Refused(
        `Mailboxes were tried ${triesLimit} times in the last ${windowMinutes} minutes. Try again later.`,
      )
    await record(tx, { action: "mailbox-tried", outcome: "done", ...doneBy(actor) }, at)
  })
}
