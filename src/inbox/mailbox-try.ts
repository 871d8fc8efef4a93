// Tries a mailbox out: signs in, opens the folder without changing anything in it, and tells what is there.

import { connected, disconnected, failureInWords } from "./mailbox-connection.ts"
import { openTokens } from "./mailbox-token.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"

export type MailboxTried = { readonly isGood: boolean; readonly sentence: string }

export async function tryMailbox(
  mailbox: SharedMailbox,
  secretOf: (mailbox: SharedMailbox) => string,
): Promise<MailboxTried> {
  try {
    const server = await connected(mailbox, { secretOf, tokens: openTokens() })
    try {
      const { exists } = await server.mailboxOpen(mailbox.folder, { readOnly: true })
      const speaksUp = server.capabilities.has("IDLE")
        ? "The server says when a letter comes."
        : "The server is asked each minute."
      return {
        isGood: true,
        sentence: `${mailbox.address}: signed in; ${exists} letters in ${mailbox.folder}. ${speaksUp}`,
      }
    } finally {
      await disconnected(server)
    }
  } catch (error) {
    return { isGood: false, sentence: `${mailbox.address}: ${failureInWords(error)}` }
  }
}
