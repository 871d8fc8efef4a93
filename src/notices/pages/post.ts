// The part of the mailbox page for mail that is about no case: links to sign in, the status of services.

import { actorOf } from "../../asked.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { record } from "../../people/index.ts"
import { caughtPost, caughtPosts } from "../mail-store.ts"
import { mailboxPath, postPath, postsPath } from "../paths.ts"
import { previewOf } from "./preview.ts"

const shownAtOnce = 50

export const postPages: readonly Page[] = [
  { method: "GET", path: postsPath, audience: "see-mailbox", answer: list },
  { method: "GET", path: postPath(":id"), audience: "see-mailbox", answer: one },
]

async function list({ db, publicUrl }: PageRequest): Promise<PageAnswer> {
  const found = await caughtPosts(db, shownAtOnce)
  const mails = await Promise.all(
    found.map(async ({ mailId, address, sentAt, bytes }) => {
      const { subject } = await previewOf(bytes, publicUrl)
      return { href: postPath(mailId), address, sentAt, subject }
    }),
  )
  return { view: "notices/pages/posts.njk", model: { title: "Mailbox: about no case", mails, mailboxPath } }
}

// It may hold what lets somebody in: who looked is in the audit.
async function one(request: PageRequest): Promise<PageAnswer> {
  const { db, at, params, publicUrl, remoteAddress: remote } = request
  const number = /^[1-9]\d{0,14}$/.test(params["id"] ?? "") ? Number(params["id"]) : 0
  const mail = await caughtPost(db, number)
  if (mail === undefined) throw new NotFound()
  const { personId } = actorOf(request)
  await record(db, { action: "mail-read", outcome: "done", personId, target: [`mail:${number}`], remote }, at)
  const preview = await previewOf(mail.bytes, publicUrl)
  return { view: "notices/pages/post.njk", model: { title: preview.subject, mail, preview, postsPath } }
}
