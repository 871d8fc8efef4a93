// The mailbox page: what would have been sent, had a relay been set. For trying the desk out.

import { actorOf } from "../../asked.ts"
import { Invalid, NotFound } from "../../errors.ts"
import type { Page, PageRequest } from "../../page.ts"
import { type CaughtMail, caughtMail, caughtMails } from "../list.ts"
import type { MailWriters } from "../mail.ts"
import { caughtMailPath, mailboxPath, postsPath, rawMailPath } from "../paths.ts"
import { postPages } from "./post.ts"
import { previewOf } from "./preview.ts"

const pageLength = 50

const list: Page = {
  method: "GET",
  path: mailboxPath,
  audience: "see-mailbox",
  answer: async (request) => {
    const before = placeIn(request.query["after"])
    const actor = actorOf(request)
    const found = await request.read((reads) => caughtMails(reads, actor, pageLength + 1, before))
    const shown = found.slice(0, pageLength)
    const next = found.length > pageLength ? (shown.at(-1)?.id ?? null) : null
    const mails = shown.map((mail) => ({ ...mail, href: caughtMailPath(mail.id), caseHref: caseHref(mail) }))
    return { view: "notices/pages/mailbox.njk", model: { title: "Mailbox", mails, next, path: mailboxPath, postsPath } }
  },
}

const one: Page = {
  method: "GET",
  path: caughtMailPath(":id"),
  audience: "see-mailbox",
  answer: async (request) => {
    const mail = await asked(request)
    const preview = mail.bytes === null ? null : await previewOf(mail.bytes, request.publicUrl)
    const model = { mail, preview, caseHref: caseHref(mail), rawHref: rawMailPath(mail.id), mailboxPath }
    return { view: "notices/pages/mail.njk", model: { ...model, title: preview?.subject ?? "An erased message" } }
  },
}

const raw: Page = {
  method: "GET",
  path: rawMailPath(":id"),
  audience: "see-mailbox",
  answer: async (request) => {
    const { bytes, id, case: reference } = await asked(request)
    if (bytes === null) throw new NotFound("This message has been erased.")
    return { download: bytes, fileName: `${reference}-${id}.eml` }
  },
}

/** Who writes mail about no case says which of it holds a secret. */
export function mailboxPages(writers: MailWriters): Page[] {
  return [list, one, raw, ...postPages(writers)]
}

export const mailboxNavigation = { text: "Mailbox", href: mailboxPath, audience: "see-mailbox" } as const

async function asked(request: PageRequest): Promise<CaughtMail> {
  const id = numberIn(request.params["id"])
  const mail = id === undefined ? undefined : await caughtMail(request.db, actorOf(request), id)
  if (mail === undefined) throw new NotFound()
  return mail
}

function placeIn(after: string | string[] | undefined): number | null {
  if (after === undefined) return null
  const place = numberIn(after)
  if (place === undefined) throw new Invalid([{ field: "after", message: "There is no such page of the mailbox." }])
  return place
}

function numberIn(text: string | string[] | undefined): number | undefined {
  return typeof text === "string" && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}

function caseHref(mail: { readonly case: string }): string {
  return `/desk/cases/${mail.case}`
}
