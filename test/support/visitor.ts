// Somebody who uses the website without a browser: keeps cookies, fills in forms, and reads a page as a person would.

import type { FastifyInstance, LightMyRequestResponse } from "fastify"
import { type Db, transaction } from "../../src/database/index.ts"
import { addStaff, type Role } from "../../src/people/index.ts"
import { multipart, type SentFile } from "./multipart.ts"

export type Seen = {
  readonly status: number
  readonly heading: string
  /** The sentences of the error summary. */
  readonly errors: readonly string[]
  /** All that is written on the page, in one line. */
  readonly text: string
  readonly location: string | undefined
  readonly html: string
  readonly headers: LightMyRequestResponse["headers"]
}

export type Visitor = {
  readonly cookies: Map<string, string>
  readonly get: (path: string) => Promise<Seen>
  /** Opens the page with the form (`path`, unless `formAt` says otherwise), then sends it filled in, with its hidden fields. */
  readonly post: (path: string, fields: Record<string, string | string[]>, formAt?: string) => Promise<Seen>
  /** The same with files. */
  readonly send: (
    path: string,
    fields: Record<string, string | string[]>,
    files: readonly SentFile[],
    formAt?: string,
  ) => Promise<Seen>
}

export const password = "kettle-moss-violin"

/** Somebody who has not signed in. */
export function visitor(server: FastifyInstance, headers: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>()
  return { cookies, get: (path) => ask("GET", path), post, send }

  async function send(
    path: string,
    fields: Record<string, string | string[]>,
    files: readonly SentFile[],
    formAt = path,
  ): Promise<Seen> {
    const form = await ask("GET", formAt)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const sent = multipart({ ...hiddenFields(form.html, path), ...fields }, files)
    const answer = await server.inject({
      method: "POST",
      url: path,
      ...sent,
      headers: { ...headers, ...sent.headers, cookie },
    })
    return seen(answer)
  }

  async function post(path: string, fields: Record<string, string | string[]>, formAt = path): Promise<Seen> {
    const form = await ask("GET", formAt)
    const filled = Object.entries({ ...hiddenFields(form.html, path), ...fields })
    const pairs = filled.flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each]))
    return ask("POST", path, new URLSearchParams(pairs).toString())
  }

  async function ask(method: "GET" | "POST", url: string, payload?: string): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const form = payload === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }
    const asked = { method, url, headers: { ...headers, ...form, ...(cookie && { cookie }) } }
    const answer = await server.inject(payload === undefined ? asked : { ...asked, payload })
    for (const { name, value, maxAge, expires } of answer.cookies) {
      if (maxAge === 0 || (expires !== undefined && expires.valueOf() === 0)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return seen(answer)
  }
}

let people = 0

/** Somebody who has signed in, in a role. */
export async function colleague(server: FastifyInstance, db: Db, role: Role, name = `Some ${role}`): Promise<Visitor> {
  const email = `person-${++people}-${process.pid}@desk.example`
  await transaction(db, (tx) => addStaff(tx, { name, email, role, password }, 0))
  const someone = visitor(server)
  const answer = await someone.post("/sign-in", { email, password })
  if (answer.status !== 303) throw new Error(`${name} could not sign in: ${answer.text}`)
  return someone
}

/** What a person sees of an answer. */
export function seen(answer: LightMyRequestResponse): Seen {
  const html = answer.body
  return {
    status: answer.statusCode,
    heading: textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ""),
    errors: [...(summaryOf(html)?.matchAll(/<li>([\s\S]*?)<\/li>/g) ?? [])].map((item) => textOf(item[1] ?? "")),
    text: textOf(/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html),
    location: answer.headers.location?.toString(),
    html,
    headers: answer.headers,
  }
}

function summaryOf(html: string): string | undefined {
  return /class="govuk-error-summary[\s\S]*?<\/ul>/.exec(html)?.[0]
}

function textOf(html: string): string {
  const text = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " ")
  return unescaped(text).replace(/\s+/g, " ").trim()
}

// The hidden fields of the form that sends to `path`; of the page's first form with a token where none says so.
function hiddenFields(html: string, path: string): Record<string, string> {
  const forms = [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => form)
  const ours = forms.filter((each) => unescaped(each).includes(`action="${path}"`))
  const form = ours.find((each) => /^<form[^>]*method="post"/.test(each)) ?? ours[0] ?? forms.at(-1) ?? ""
  const inputs = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => input)
  return Object.fromEntries(inputs.map((input) => [attribute(input, "name"), attribute(input, "value")]))
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "")
}

const entities: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
  "&nbsp;": " ",
}

function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp|nbsp);/g, (entity) => entities[entity] ?? entity)
}
