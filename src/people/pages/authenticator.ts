// Setting up an authenticator app, with its recovery codes; and taking it away.

import { create } from "qrcode"
import { z } from "zod"
import { transaction } from "../../database/index.ts"
import { Invalid, Refused } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  addAuthenticator,
  authenticatorAddress,
  newAuthenticatorSecret,
  removeAuthenticator,
} from "../authenticators.ts"
import { makeRecoveryCodes } from "../recovery-codes.ts"
import { endOtherSessions, renewedSession } from "../sessions.ts"
import { newTicket, spendTicket, ticketFacts } from "../tickets.ts"
import { waysOf } from "../ways.ts"
import { whoIs } from "./confirm.ts"
import { type SignInParts, single } from "./parts.ts"
import { accountPath, authenticatorPath, authenticatorRemovalPath, recoveryCodesPath } from "./paths.ts"

export function authenticatorPages(parts: SignInParts): Page[] {
  const page = { audience: "signed-in", isForSigningIn: true, isSensitive: true } as const
  return [
    { ...page, method: "GET", path: authenticatorPath, answer: async (request) => show(request, parts) },
    { ...page, method: "POST", path: authenticatorPath, answer: (request) => add(request, parts) },
    { ...page, method: "POST", path: authenticatorRemovalPath, answer: remove },
    { ...page, method: "POST", path: recoveryCodesPath, answer: makeCodes },
  ]
}

// The secret waits in the form, sealed, until a code shows that the app has it: nothing half set up is kept.
const enrolShape = z.object({ personId: z.number(), secret: z.string() })

function show(request: PageRequest, parts: SignInParts, again?: { secret: string; fault: Invalid }): PageAnswer {
  const { personId, email } = whoIs(request)
  const secret = again?.secret ?? newAuthenticatorSecret()
  return {
    view: "people/pages/authenticator.njk",
    model: {
      title: "Set up an authenticator app",
      authenticatorPath,
      accountPath,
      secret: (secret.match(/.{1,4}/g) ?? []).join(" "),
      picture: pictureOf(authenticatorAddress(secret, parts.serviceName, email)),
      ticket: newTicket(parts.key, "authenticator", { personId, secret }, request.clock),
      typed: {},
      faults: again?.fault.fields ?? [],
    },
    status: again === undefined ? 200 : 400,
  }
}

async function add(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, form, clock } = request
  const { personId, session, by } = whoIs(request)
  const ticket = single(form, "ticket")
  const enrolled = ticketFacts(enrolShape, { key: parts.key, purpose: "authenticator", ticket }, clock)
  if (enrolled?.personId !== personId) throw new Refused("The page was open for too long. Open it again.")
  const { secret } = enrolled
  try {
    const { codes, cookie } = await transaction(db, async (tx) => {
      const given = { by, secret, code: single(form, "code"), key: parts.key }
      const made = await addAuthenticator(tx, given, clock)
      if (!(await spendTicket(tx, ticket, clock))) throw new Refused("This form was sent before. Open the page again.")
      await endOtherSessions(tx, by, session.id, clock)
      return { codes: made, cookie: await renewedSession(tx, session.id, "code", clock) }
    })
    return { ...codesPage(codes, "Your authenticator app is set up"), session: cookie }
  } catch (error) {
    if (error instanceof Invalid) return show(request, parts, { secret, fault: error })
    throw error
  }
}

async function remove(request: PageRequest): Promise<PageAnswer> {
  const { personId, session, by } = whoIs(request)
  await transaction(request.db, async (tx) => {
    await removeAuthenticator(tx, personId, by, request.clock)
    await endOtherSessions(tx, by, session.id, request.clock)
  })
  return { redirect: accountPath, flash: "The authenticator app and its recovery codes are removed." }
}

async function makeCodes(request: PageRequest): Promise<PageAnswer> {
  const { personId, by } = whoIs(request)
  const codes = await transaction(request.db, async (tx) => {
    const { hasAuthenticator } = await waysOf(tx, personId)
    if (!hasAuthenticator) throw new Refused("Recovery codes are for an authenticator app. Set one up first.")
    return await makeRecoveryCodes(tx, by, request.clock)
  })
  return codesPage(codes, "Your new recovery codes")
}

function codesPage(codes: readonly string[], title: string) {
  return { view: "people/pages/recovery-codes.njk", model: { title, codes, accountPath } }
}

/** A QR code as the one path of a picture: a square of side 1 for each dark module, with the quiet zone that readers need. */
function pictureOf(text: string): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel: "M" })
  const quiet = 4
  const squares: string[] = []
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1)
      if (modules.get(y, x) !== 0) squares.push(`M${x + quiet} ${y + quiet}h1v1h-1z`)
  return { size: modules.size + 2 * quiet, path: squares.join("") }
}
