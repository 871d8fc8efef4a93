// Looks after all mailboxes of the desk, as far as no other process does: those that are added are taken up within seconds, those that are
// changed are taken up anew, those that are paused or removed are let go.

import type { Db } from "../database/index.ts"
import { type MailboxWatch, type WatchParts, watchMailbox } from "./mailbox-watch.ts"
import { allMailboxes, type SharedMailbox } from "./mailboxes-store.ts"

export type MailboxesWatch = { readonly stop: () => Promise<void> }

const askEvery = 3_000

export function watchMailboxes(parts: WatchParts & { readonly askMilliseconds?: number }): MailboxesWatch {
  const watched = new Map<number, { readonly as: string; readonly watch: MailboxWatch }>()
  let round: Promise<void> | undefined
  let isOver = false
  const ask = () => {
    round ??= brought(parts, watched, () => isOver)
      .catch((error: unknown) => parts.onError(error, "mailboxes"))
      .finally(() => {
        round = undefined
      })
  }
  ask()
  const timer = setInterval(ask, parts.askMilliseconds ?? askEvery)
  timer.unref()
  return {
    stop: async () => {
      isOver = true
      clearInterval(timer)
      await round
      await Promise.all([...watched.values()].map(({ watch }) => watch.stop()))
    },
  }
}

async function brought(
  parts: WatchParts,
  watched: Map<number, { readonly as: string; readonly watch: MailboxWatch }>,
  isOver: () => boolean,
): Promise<void> {
  const wanted = new Map((await active(parts.db)).map((each) => [each.mailboxId, each]))
  for (const [mailboxId, { as, watch }] of watched) {
    const mailbox = wanted.get(mailboxId)
    if (mailbox !== undefined && asWatched(mailbox) === as) continue
    watched.delete(mailboxId)
    await watch.stop()
  }
  for (const mailbox of wanted.values()) {
    if (isOver() || watched.has(mailbox.mailboxId)) continue
    watched.set(mailbox.mailboxId, { as: asWatched(mailbox), watch: watchMailbox(parts, mailbox) })
  }
}

async function active(db: Db): Promise<SharedMailbox[]> {
  return (await allMailboxes(db)).filter(({ pausedAt }) => pausedAt === null)
}

// Whatever of it matters to a connection; its secret is sealed here too.
function asWatched({ secret, ...rest }: SharedMailbox): string {
  return JSON.stringify([rest, secret.toString("base64")])
}
