// What fetching letters from mailboxes is wired to: settings, alarms, and the worker that reads what was kept.

import type { Db } from "./database/index.ts"
import type { Ground } from "./ground.ts"
import {
  adoptMailbox,
  lookUpAt,
  noChecker,
  openTokens,
  senderChecker,
  watchMailboxes,
  watchMailboxTroubles,
} from "./inbox/index.ts"
import { system } from "./people/index.ts"
import type { Settings } from "./settings.ts"
import type { Now } from "./time/index.ts"
import { processName } from "./watch/index.ts"
import { everySecond } from "./worker/index.ts"

type Parts = {
  readonly settings: Settings
  readonly db: Db
  readonly now: Now
  readonly secretKey: Buffer
  readonly beside: { readonly wake: () => void }
  readonly ground: Ground
}
type AtEnd = (closing: () => Promise<void> | void) => void

/** Letters from mailboxes: looked after as far as no other process does. */
export async function startMailboxes(
  { settings, db, now, secretKey, beside }: Parts,
  onError: (error: unknown, doing: string) => void,
  atEnd: AtEnd,
): Promise<void> {
  if (settings.imapUrl !== undefined)
    await adoptMailbox({ db, secretKey, actor: system, at: now() }, settings.mailAddress, settings.imapUrl)
  const onKept = () => beside.wake()
  atEnd(watchMailboxes({ db, now, secretKey, tokens: openTokens(), poller: processName, onKept, onError }).stop)
}

/** Every process says so when no letters come from a mailbox: also those that people look at. */
export function watchTroubles({ db, ground }: Parts, atEnd: AtEnd): void {
  const look = async (round: number) => void (round % 15 === 0 && (await watchMailboxTroubles(db, ground.alarms)))
  atEnd(everySecond(look, (error) => ground.log.warn({ err: error }, "could not look at the mailboxes")).stop)
}

/** Who stands behind a letter, as far as somebody may be asked. */
export function checkerOf({ mailDns }: Settings) {
  return mailDns === "off" ? noChecker : senderChecker({ lookUp: lookUpAt(mailDns.servers) })
}
