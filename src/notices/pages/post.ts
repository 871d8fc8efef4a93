// The part of the mailbox page for mail that is about no case: links to sign in, the status of services. Of mail whose link would let its
// reader in as somebody else, most who read the mailbox see that there was one, and not its words.

import { actorOf } from "../../asked.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { may, record } from "../../people/index.ts"
import { isForEveryReader, type MailWriters } from "../mail.ts"
import { type CaughtPost, caughtPost, caughtPosts } from "../mail-store.ts"
import { mailboxPath, postPath, postsPath } from "../paths.ts"
import { previewOf } from "./preview.ts"

const shownAtOnce = 50
const withheldTitle = "A message with a private link"

export function postPages(writers: MailWriters): Page[] {
  const audience = "see-mailbox"
  return [
    { method: "GET", path: postsPath, audience, answer: (request) => list(request, writers) },
    { method: "GET", path: postPath(":id"), audience, answer: (request) => one(request, writers) },
  ]
}

async function list(request: PageRequest, writers: MailWriters): Promise<PageAnswer> {
  const { db, publicUrl } = request
  const found = await caughtPosts(db, shownAtOnce)
  const mails = await Promise.all(
    found.map(async (mail) => {
      const { mailId, address, sentAt, bytes } = mail
      if (!mayRead(request, mail, writers)) return { href: null, address, sentAt, subject: withheldTitle }
      return { href: postPath(mailId), address, sentAt, subject: (await previewOf(bytes, publicUrl)).subject }
    }),
  )
  return { view: "notices/pages/posts.njk", model: { title: "Mailbox: about no case", mails, mailboxPath } }
}

// It may hold what lets somebody in: who looked is in the audit, and who would have.
async function one(request: PageRequest, writers: MailWriters): Promise<PageAnswer> {
  const { db, at, params, publicUrl, remoteAddress: remote } = request
  const number = /^[1-9]\d{0,14}$/.test(params["id"] ?? "") ? Number(params["id"]) : 0
  const mail = await caughtPost(db, number)
  if (mail === undefined) throw new NotFound()
  const { personId } = actorOf(request)
  const isRead = mayRead(request, mail, writers)
  const outcome = isRead ? "done" : "refused"
  await record(db, { action: "mail-read", outcome, personId, target: [`mail:${number}`], remote }, at)
  const preview = isRead ? await previewOf(mail.bytes, publicUrl) : null
  const title = preview?.subject ?? withheldTitle
  const { address, sentAt } = mail
  return { view: "notices/pages/post.njk", model: { title, address, sentAt, preview, postsPath } }
}

function mayRead(request: PageRequest, { kind }: CaughtPost, writers: MailWriters): boolean {
  return isForEveryReader(writers, kind) || may(actorOf(request), "see-private-links")
}
