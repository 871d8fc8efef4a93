// Which language a page speaks: the one that was chosen in it (`?lang=`), or before; English on the pages of staff.

import type { FastifyReply, FastifyRequest } from "fastify"
import type { Language, Languages } from "../words/index.ts"
import { cookieJar } from "./cookies.ts"
import { single } from "./fields.ts"
import { queriedFields } from "./forms.ts"
import type { Web } from "./options.ts"

/** How long a choice is remembered. */
export const languageSeconds = 365 * 24 * 3600
const ofStaff = /^\/(desk|sign-in|sign-out)(\/|$)/

/** Keeps what was chosen, so that the next page speaks it too. */
export function languageOf(web: Web, request: FastifyRequest, reply: FastifyReply): Language {
  const { languages } = web
  if (languages.offered.length === 1 || ofStaff.test(pathOf(request))) return languages.base
  const jar = cookieJar(web.publicUrl())
  const chosen = single(queriedFields(request), "lang")
  const isNew = languages.offered.some(({ code }) => code === chosen)
  if (isNew) reply.setCookie(jar.language, chosen, { ...jar.attributes, maxAge: languageSeconds })
  return languages.of(isNew ? chosen : request.cookies[jar.language])
}

export type LanguageChoice = {
  readonly code: string
  readonly name: string
  readonly href: string
  readonly isCurrent: boolean
}

/** The languages to choose from on a page, each leading to the same page; none where there is only one. */
export function languageChoices(
  { offered }: Languages,
  current: Language,
  request: Pick<FastifyRequest, "url" | "method">,
): LanguageChoice[] {
  if (offered.length < 2 || ofStaff.test(pathOf(request))) return []
  return offered.map(({ code, name }) => ({
    code,
    name,
    href: inLanguage(request, code),
    isCurrent: code === current.code,
  }))
}

// The page of a form that was sent is not asked for again: there the same address is the page with the form.
function inLanguage({ url, method }: Pick<FastifyRequest, "url" | "method">, code: string): string {
  const [path = "/", query = ""] = url.split("?", 2)
  const fields = new URLSearchParams(method === "GET" ? query : "")
  fields.set("lang", code)
  return `${path}?${fields}`
}

function pathOf({ url }: Pick<FastifyRequest, "url">): string {
  return url.split("?", 1)[0] ?? "/"
}
