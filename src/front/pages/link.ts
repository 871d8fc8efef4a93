// A private link that works no more shows nothing of its case, and the way to a new link. The form stands on a page of its own because
// a browser that is told to name no referrer does not say either that a post comes from our own page.

import { currentRules } from "../../clocks/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit } from "../../people/index.ts"
import { contactDetails } from "../contact.ts"
import { type Followed, followedCase } from "../follow.ts"
import { paths, routes } from "../paths.ts"
import { hasAddress, sendFreshLink } from "../send-link.ts"
import { tooMany } from "./too-many.ts"

export function freshLinkPages(key: Buffer): Page[] {
  const shared = { path: routes.freshLink, audience: "public" } as const
  return [
    {
      ...shared,
      method: "GET",
      answer: (request) => whereExpired(request, key, (followed) => offer(request, followed)),
    },
    {
      ...shared,
      method: "POST",
      answer: (request) => whereExpired(request, key, (followed) => ask(request, key, followed)),
    },
  ]
}

async function whereExpired(
  { db, at, params }: PageRequest,
  key: Buffer,
  then: (followed: Followed) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  const followed = await followedCase(db, key, token, at)
  return followed.hasExpired ? await then(followed) : { redirect: paths.follow(token) }
}

async function offer({ db, at, params, language }: PageRequest, followed: Followed): Promise<PageAnswer> {
  const contact = contactDetails(await currentRules(db), at, language)
  const path = paths.freshLink(params["token"] ?? "")
  const model = { contact, path, hasAddress: await hasAddress(db, followed) }
  return { view: "front/pages/expired.njk", model, status: 410 }
}

async function ask(request: PageRequest, key: Buffer, followed: Followed): Promise<PageAnswer> {
  const { db, at, language } = request
  if (!(await hasAddress(db, followed))) return await offer(request, followed)
  const counted = { form: "link-asked", about: followed.caseId } as const
  if (!(await isWithinLimit(db, key, counted, at))) return await tooMany(request)
  await sendFreshLink(db, followed.caseId, language.code, at)
  return { view: "front/pages/link-sent.njk", model: { paths } }
}
