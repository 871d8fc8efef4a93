// A customer asks for a link to sign in. Whether we know the address is looked at when the mail goes, by a worker: the page answers
// every address alike, in words and in time.

import { type Db, transaction } from "../../database/index.ts"
import { insertMails, type MailWriter, numberOfToken, tokenFor } from "../../notices/index.ts"
import { askCustomerLink, customerLink, isKnownAddress, knownAddress, linkMinutes } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { paths } from "../paths.ts"

const kind = "sign-in-link"

/** Keeps the wish, and the mail that may come of it. */
export async function askForLink(db: Db, typed: string, language: string, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    const link = await askCustomerLink(tx, typed, at)
    await insertMails(tx, [{ kind, address: knownAddress(typed), facts: { link }, language }], at)
  })
}

/** The number of a link of ours that still lets somebody in; undefined for any other. */
export async function openLink(db: Db, key: Buffer, token: string, at: EpochMilliseconds): Promise<number | undefined> {
  const linkId = numberOfToken(key, "customer-link", token)
  const address = linkId === undefined ? undefined : await customerLink(db, linkId, at)
  return address === undefined ? undefined : linkId
}

/** Says nothing to whoever we do not know, nor when the link has run out meanwhile. */
export const linkWriter: MailWriter = {
  isUnasked: true,
  secret: "link",
  write: async (db, { address, facts, letterhead, language: { say } }, at) => {
    const linkId = facts["link"] ?? 0
    const isOpen = (await customerLink(db, linkId, at)) !== undefined
    if (!isOpen || !(await isKnownAddress(db, address))) return undefined
    const href = `${letterhead.publicUrl}${paths.enter(tokenFor(letterhead.key, "customer-link", linkId))}`
    return {
      subject: say("mail.sign-in.subject"),
      blocks: [
        { kind: "paragraph", text: say("mail.hello") },
        { kind: "paragraph", text: say("mail.sign-in.asked") },
        { kind: "link", text: say("mail.sign-in.link", { minutes: linkMinutes }), link: { says: href, href } },
        { kind: "paragraph", text: say("mail.not-you") },
      ],
    }
  },
}

export const frontMailWriters = { [kind]: linkWriter }
