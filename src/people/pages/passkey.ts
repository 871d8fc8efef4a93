// Registering a passkey, and choosing another password.

import { transaction } from "../../database/index.ts"
import { Invalid, NotFound, Refused } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { addPasskey, canHavePasskeys, newPasskeyQuestion } from "../passkeys.ts"
import { passwordMinimum } from "../password.ts"
import { endOtherSessions, renewedSession } from "../sessions.ts"
import { changePassword } from "../ways.ts"
import { whoIs } from "./confirm.ts"
import { passkeyAnswer, placeOf, type SignInParts, single } from "./parts.ts"
import { accountPath, passkeyPath, passwordPath } from "./paths.ts"

export function passkeyPages(parts: SignInParts): Page[] {
  const page = { audience: "signed-in", isForSigningIn: true, isSensitive: true } as const
  return [
    { ...page, method: "GET", path: passkeyPath, answer: (request) => showPasskey(request, parts) },
    { ...page, method: "POST", path: passkeyPath, answer: (request) => register(request, parts) },
    { ...page, method: "GET", path: passwordPath, answer: async () => passwordForm() },
    { ...page, method: "POST", path: passwordPath, answer: change },
  ]
}

async function showPasskey(request: PageRequest, parts: SignInParts, wrong?: Invalid): Promise<PageAnswer> {
  if (!canHavePasskeys(request.publicUrl)) throw new NotFound()
  const person = { ...whoIs(request), serviceName: parts.serviceName }
  return {
    view: "people/pages/passkey.njk",
    model: {
      title: "Register a passkey",
      passkeyPath,
      accountPath,
      passkey: await newPasskeyQuestion(request.db, placeOf(request, parts), person, request.clock),
      typed: { name: single(request.form, "name") },
      faults: wrong?.fields ?? [],
    },
    status: wrong === undefined ? 200 : 400,
  }
}

async function register(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, form, clock } = request
  const { by, session } = whoIs(request)
  try {
    const given = { ...passkeyAnswer(request), by, name: single(form, "name") }
    await addPasskey(db, placeOf(request, parts), given, clock)
    const cookie = await renewedSession(db, session.id, "passkey", clock)
    return { redirect: accountPath, flash: "The passkey is registered. You can sign in with it.", session: cookie }
  } catch (error) {
    if (error instanceof Invalid) return await showPasskey(request, parts, error)
    if (error instanceof Refused) return await showPasskey(request, parts, asFault(error))
    throw error
  }
}

function asFault({ message }: Refused): Invalid {
  return new Invalid([{ field: "passkey", message }])
}

function passwordForm(wrong?: Invalid): PageAnswer {
  return {
    view: "people/pages/password.njk",
    model: {
      title: "Choose another password",
      passwordPath,
      accountPath,
      passwordMinimum,
      typed: {},
      faults: wrong?.fields ?? [],
    },
    status: wrong === undefined ? 200 : 400,
  }
}

async function change(request: PageRequest): Promise<PageAnswer> {
  const { db, form, clock } = request
  const { by, session, name, email } = whoIs(request)
  const password = single(form, "password")
  try {
    if (password !== single(form, "again"))
      throw new Invalid([{ field: "again", message: "The two passwords are not the same" }])
    await transaction(db, async (tx) => {
      await changePassword(tx, { by, name, email, password }, clock)
      await endOtherSessions(tx, by, session.id, clock)
    })
    return { redirect: accountPath, flash: "Your password is changed. You are signed in here only." }
  } catch (error) {
    if (error instanceof Invalid) return passwordForm(error)
    throw error
  }
}
