// Signing in with a passkey, or with an account of an identity provider: there and back.

import { z } from "zod"
import { Invalid, NotFound, Refused } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { confirmWithAccount } from "../confirm.ts"
import { nextPath } from "../next.ts"
import type { Account, Provider } from "../providers.ts"
import { invitedBy } from "../sign-in-invitations.ts"
import { followWithAccount, signInWithAccount, signInWithPasskey } from "../sign-in-otherwise.ts"
import { newTicket, spendTicket, ticketFacts } from "../tickets.ts"
import { fromOf, passkeyAnswer, placeOf, providerIn, type SignInParts, single, waitFault, waiting } from "./parts.ts"
import {
  confirmProviderPattern,
  invitationProviderPattern,
  passkeySignInPath,
  providerPattern,
  returnPath,
  returnPattern,
  signInPath,
} from "./paths.ts"
import { signInForm } from "./sign-in.ts"

export function otherwisePages(parts: SignInParts): Page[] {
  return [
    { method: "POST", path: passkeySignInPath, audience: "public", answer: (request) => enter(request, parts) },
    {
      method: "GET",
      path: providerPattern,
      audience: "public",
      answer: (request) => sendThere(request, parts, { intent: "sign-in", next: nextOf(request) }),
    },
    {
      method: "GET",
      path: invitationProviderPattern,
      audience: "public",
      isSecretAddress: true,
      answer: async (request) => sendThere(request, parts, await invitationIn(request)),
    },
    {
      method: "GET",
      path: confirmProviderPattern,
      audience: "signed-in",
      isForSigningIn: true,
      answer: (request) => sendThere(request, parts, { intent: "confirm", next: nextOf(request) }),
    },
    { method: "GET", path: returnPattern, audience: "public", answer: (request) => takeBack(request, parts) },
  ]
}

async function enter(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const given = { ...passkeyAnswer(request), ...fromOf(request) }
  const answer = await signInWithPasskey(request.db, placeOf(request, parts), given, request.clock)
  if (answer.is === "slowed-down") return waiting(await signInForm(request, parts, waitFault("email", answer)), answer)
  if (answer.is === "wrong") return await signInForm(request, parts, wrongPasskey)
  return { redirect: nextPath(single(request.form, "next")), session: answer.cookie }
}

const wrongPasskey = new Invalid([
  { field: "passkey", message: "The passkey could not be checked. Try again, or sign in another way" },
])

// What somebody is sent to a provider for.
const purposes = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("sign-in"), next: z.string() }),
  z.object({ intent: z.literal("confirm"), next: z.string() }),
  z.object({ intent: z.literal("invitation"), invitation: z.string() }),
])
type Purpose = z.output<typeof purposes>
const asked = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), again: z.boolean() })
const stepShape = z.object({ provider: z.string(), asked, purpose: purposes })

async function sendThere(request: PageRequest, parts: SignInParts, purpose: Purpose): Promise<PageAnswer> {
  const provider = providerIn(request, parts)
  try {
    const begun = await provider.begin(redirectUri(request, provider), purpose.intent === "confirm")
    const facts = { provider: provider.id, asked: begun.asked, purpose }
    return { redirect: begun.address, step: newTicket(parts.key, "provider", facts, request.clock) }
  } catch (error) {
    if (error instanceof Refused) return sorry(error.message)
    throw error
  }
}

async function invitationIn({ db, params, clock }: PageRequest): Promise<Purpose> {
  const invitation = params["invitation"] ?? ""
  if ((await invitedBy(db, invitation, clock)) === undefined) throw new NotFound()
  return { intent: "invitation", invitation }
}

async function takeBack(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const provider = providerIn(request, parts)
  const { step: ticket, clock, db } = request
  const step = ticketFacts(stepShape, { key: parts.key, purpose: "provider", ticket }, clock)
  // Of another provider, of another browser, or the second time: whoever brings it did not begin here.
  const isOurs = step !== undefined && step.provider === provider.id && (await spendTicket(db, ticket, clock))
  if (!isOurs) return sorry("You did not begin to sign in here, or it took too long.")
  try {
    const account = await provider.finish(returnedTo(request, provider), step.asked)
    return await doneWith(request, account, step.purpose)
  } catch (error) {
    if (error instanceof Refused || error instanceof NotFound) return sorry(error.message)
    throw error
  }
}

async function doneWith(request: PageRequest, account: Account, purpose: Purpose): Promise<PageAnswer> {
  const { db, clock } = request
  if (purpose.intent === "invitation") {
    const given = { ...fromOf(request), invitation: purpose.invitation, account }
    return { redirect: "/desk", session: (await followWithAccount(db, given, clock)).cookie }
  }
  if (purpose.intent === "confirm") return await confirmed(request, account, purpose.next)
  const answer = await signInWithAccount(db, account, fromOf(request), clock)
  if (answer.is === "signed-in") return { redirect: nextPath(purpose.next), session: answer.cookie }
  return sorry("This account is not linked to anybody who works here. Ask an administrator for an invitation.")
}

async function confirmed(request: PageRequest, account: Account, next: string): Promise<PageAnswer> {
  const { session, actor, remoteAddress, db, clock } = request
  if (session === undefined || actor?.personId === undefined || actor.personId === null)
    return sorry("You have been signed out meanwhile.")
  const given = { session, personId: actor.personId, remoteAddress, account }
  const answer = await confirmWithAccount(db, given, clock)
  if (answer.is === "confirmed") return { redirect: nextPath(next), session: answer.cookie }
  return sorry("This account is not linked to you here.")
}

function nextOf({ query }: PageRequest): string {
  return nextPath(single(query, "next"))
}

// Exactly what the provider has on its list, whatever address was asked for.
function redirectUri({ publicUrl }: PageRequest, { id }: Provider): string {
  return new URL(returnPath(id), publicUrl).href
}

function returnedTo(request: PageRequest, provider: Provider): URL {
  const url = new URL(redirectUri(request, provider))
  for (const [name, value] of pairsOf(request.query)) url.searchParams.append(name, value)
  return url
}

function pairsOf(fields: Fields): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each]))
}

function sorry(sentence: string): PageAnswer {
  return {
    view: "people/pages/not-signed-in.njk",
    model: { title: "You could not be signed in", sentence, signInPath },
    status: 400,
  }
}
