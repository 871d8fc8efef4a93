// Adding a message to a case, by its private link.

import { randomBytes } from "node:crypto"
import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid } from "../../errors.ts"
import { followTokenFor } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit } from "../../people/index.ts"
import { addMessage } from "../add-message.ts"
import { type Followed, followedCase } from "../follow.ts"
import { paths, routes } from "../paths.ts"
import { faultsIn, lines } from "../read-form.ts"
import { tooMany } from "./too-many.ts"

const limit = 10_000
const messageForm = z.strictObject({
  body: lines("follow.message", limit),
  /** Drawn for each form that is shown, so that one sent twice is one message. */
  once: z.string("follow.message.old").regex(/^[\w-]{22}$/, "follow.message.old"),
})

export function messagePages(key: Buffer): Page[] {
  const shared = { path: routes.message, audience: "public" } as const
  return [
    {
      ...shared,
      method: "GET",
      answer: (request) => whileItWorks(request, key, async (followed) => shown(request, followed)),
    },
    {
      ...shared,
      method: "POST",
      answer: (request) => whileItWorks(request, key, (followed) => add(request, key, followed)),
    },
  ]
}

async function whileItWorks(
  { db, at, params }: PageRequest,
  key: Buffer,
  then: (followed: Followed) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  const followed = await followedCase(db, key, token, at)
  return followed.hasExpired ? { redirect: paths.follow(token) } : await then(followed)
}

function shown(
  { params, form, language }: PageRequest,
  { reference, state }: Followed,
  faults: readonly FieldError[] = [],
): PageAnswer {
  const token = params["token"] ?? ""
  const model = {
    reference,
    isOpen: state.resolvedAt === null,
    typed: form,
    faults,
    limit,
    once: randomBytes(16).toString("base64url"),
    path: paths.message(token),
    backLink: { text: language.say("layout.back"), href: paths.follow(token) },
  }
  return { view: "front/pages/message.njk", model, status: faults.length === 0 ? 200 : 400 }
}

async function add(request: PageRequest, key: Buffer, followed: Followed): Promise<PageAnswer> {
  const { db, at, params, form, language } = request
  try {
    const { body, once } = fieldsFrom(messageForm, form)
    const counted = { form: "message-added", about: followed.caseId } as const
    if (!(await isWithinLimit(db, key, counted, at))) return await tooMany(request)
    const caseId = await addMessage(db, followed.caseId, { body, form: once }, at)
    if (caseId === followed.caseId)
      return { redirect: paths.follow(params["token"] ?? ""), flash: language.say("follow.message.added") }
    const flash = language.say("follow.message.new-case")
    return { redirect: paths.follow(followTokenFor(key, caseId, at)), flash }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return shown(request, followed, faultsIn(error, language))
  }
}
