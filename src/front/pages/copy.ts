// Asking for a copy of what one wrote: a page that only one's own mailbox leads to, and a button, because programs that look at mail
// open every link in it.

import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit } from "../../people/index.ts"
import { type Followed, followedCase } from "../follow.ts"
import { paths, routes } from "../paths.ts"
import { hasWords, isFromMailbox, sendCopy } from "../send-copy.ts"
import { tooMany } from "./too-many.ts"

export function copyPages(key: Buffer): Page[] {
  const shared = { path: routes.copy, audience: "public" } as const
  return [
    {
      ...shared,
      method: "GET",
      answer: (request) => fromMailbox(request, key, (followed) => offer(request, followed)),
    },
    {
      ...shared,
      method: "POST",
      answer: (request) => fromMailbox(request, key, (followed) => ask(request, key, followed)),
    },
  ]
}

async function fromMailbox(
  { db, at, params }: PageRequest,
  key: Buffer,
  then: (followed: Followed) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  const followed = await followedCase(db, key, token, at)
  if (!(await isFromMailbox(db, key, followed, params["proof"] ?? ""))) throw new NotFound()
  return followed.hasExpired ? { redirect: paths.freshLink(token) } : await then(followed)
}

async function offer({ db, params }: PageRequest, { caseId, reference }: Followed): Promise<PageAnswer> {
  const path = paths.copy(params["token"] ?? "", params["proof"] ?? "")
  return { view: "front/pages/copy.njk", model: { reference, path, isThere: await hasWords(db, caseId) } }
}

async function ask(request: PageRequest, key: Buffer, { caseId }: Followed): Promise<PageAnswer> {
  const { db, at, params, language } = request
  if (!(await isWithinLimit(db, key, { form: "copy-asked", about: caseId }, at))) return await tooMany(request)
  await sendCopy(db, caseId, language.code, at)
  return { view: "front/pages/copy-sent.njk", model: { follow: paths.follow(params["token"] ?? "") } }
}
