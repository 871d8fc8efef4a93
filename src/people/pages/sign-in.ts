// Signing in with a password, then with a code where an app was set up; and signing out.

import { z } from "zod"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { nextPath } from "../next.ts"
import { signIn, signInWithCode } from "../sign-in.ts"
import { newTicket, spendTicket, ticketFacts } from "../tickets.ts"
import { fromOf, passkeyOffer, type SignInParts, single, waitFault, waiting } from "./parts.ts"
import { codePath, passkeySignInPath, providerPath, signInPath, signOutPath } from "./paths.ts"

export function passwordPages(parts: SignInParts): Page[] {
  const page = { path: signInPath, audience: "public" } as const
  const code = { path: codePath, audience: "public" } as const
  return [
    { ...page, method: "GET", answer: (request) => showForm(request, parts) },
    { ...page, method: "POST", answer: (request) => enter(request, parts) },
    { ...code, method: "GET", answer: async (request) => showCode(request, parts) },
    { ...code, method: "POST", answer: (request) => enterCode(request, parts) },
    {
      method: "POST",
      path: signOutPath,
      audience: "public",
      answer: async () => ({ redirect: signInPath, session: "" }),
    },
  ]
}

async function showForm(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const next = nextPath(single(request.query, "next"))
  return request.actor === undefined ? await signInForm(request, parts) : { redirect: next }
}

/** The sign-in page with what was typed, but never the password. */
export async function signInForm(request: PageRequest, parts: SignInParts, wrong?: Invalid) {
  const { password: _never, credential: _nor, ticket: _norThat, ...typed } = request.form
  const next = nextPath(single(request.form, "next") || single(request.query, "next"))
  return {
    view: "people/pages/sign-in.njk",
    model: {
      title: "Sign in",
      next,
      signInPath,
      passkeySignInPath,
      typed,
      faults: wrong?.fields ?? [],
      passkey: await passkeyOffer(request, parts),
      providers: parts.providers.map(({ id, name }) => ({ name, href: providerPath(id, next) })),
    },
    status: wrong === undefined ? 200 : 400,
  }
}

async function enter(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, form, clock } = request
  const [email, password] = [single(form, "email"), single(form, "password")]
  const missing = missingFields(email, password)
  if (missing.length > 0) return await signInForm(request, parts, new Invalid(missing))
  const answer = await signIn(db, { ...fromOf(request), email, password }, clock)
  const next = nextPath(single(form, "next"))
  if (answer.is === "wrong") return await signInForm(request, parts, wrong)
  if (answer.is === "slowed-down") return waiting(await signInForm(request, parts, waitFault("email", answer)), answer)
  if (answer.is === "signed-in") return { redirect: next, session: answer.cookie }
  const facts = { personId: answer.personId, next }
  return { redirect: codePath, step: newTicket(parts.key, "second-factor", facts, clock) }
}

// One sentence for an unknown account, a wrong password and a disabled person.
const wrong = new Invalid([{ field: "email", message: "Email address or password is incorrect" }])

function missingFields(email: string, password: string): { field: string; message: string }[] {
  return [
    ...(email.trim() === "" ? [{ field: "email", message: "Enter your email address" }] : []),
    ...(password === "" ? [{ field: "password", message: "Enter your password" }] : []),
  ]
}

const stepShape = z.object({ personId: z.number(), next: z.string() })

function stepOf({ step: ticket, clock }: PageRequest, { key }: SignInParts) {
  return ticketFacts(stepShape, { key, purpose: "second-factor", ticket }, clock)
}

function showCode(request: PageRequest, parts: SignInParts): PageAnswer {
  return stepOf(request, parts) === undefined ? { redirect: signInPath } : codeForm()
}

function codeForm(fault?: Invalid) {
  return {
    view: "people/pages/code.njk",
    model: { title: "Enter your code", codePath, signInPath, typed: {}, faults: fault?.fields ?? [] },
    status: fault === undefined ? 200 : 400,
  }
}

async function enterCode(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, form, step, clock } = request
  const facts = stepOf(request, parts)
  if (facts === undefined) return { redirect: signInPath, flash: "That took too long. Sign in again." }
  const code = single(form, "code")
  if (code.trim() === "") return codeForm(new Invalid([{ field: "code", message: "Enter the code" }]))
  const given = { ...fromOf(request), personId: facts.personId, code, key: parts.key }
  const answer = await signInWithCode(db, given, clock)
  if (answer.is === "wrong") return codeForm(wrongCode)
  if (answer.is === "slowed-down") return waiting(codeForm(waitFault("code", answer)), answer)
  await spendTicket(db, step, clock)
  return { redirect: nextPath(facts.next), session: answer.cookie }
}

const wrongCode = new Invalid([
  { field: "code", message: "The code is incorrect, or was used before. Wait for the next one and enter it" },
])
