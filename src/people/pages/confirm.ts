// "Confirm that it is you": asked for before a sensitive act, unless somebody has just shown who they are.

import { actorOf } from "../../asked.ts"
import { Invalid, NotAllowed } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Confirmation, confirmWithPasskey, confirmWithPassword } from "../confirm.ts"
import { nextPath } from "../next.ts"
import { waysOf } from "../ways.ts"
import { passkeyAnswer, passkeyOffer, placeOf, type SignInParts, single, waitFault, waiting } from "./parts.ts"
import { confirmPasskeyPath, confirmPath, confirmProviderPath } from "./paths.ts"

export function confirmPages(parts: SignInParts): Page[] {
  const page = { audience: "signed-in", isForSigningIn: true } as const
  return [
    { ...page, path: confirmPath, method: "GET", answer: (request) => show(request, parts) },
    { ...page, path: confirmPath, method: "POST", answer: (request) => withPassword(request, parts) },
    { ...page, path: confirmPasskeyPath, method: "POST", answer: (request) => withPasskey(request, parts) },
  ]
}

async function show(request: PageRequest, parts: SignInParts, wrong?: Invalid) {
  const { personId } = whoIs(request)
  const ways = await waysOf(request.db, personId)
  const next = nextPath(single(request.form, "next") || single(request.query, "next"))
  return {
    view: "people/pages/confirm.njk",
    model: {
      title: "Confirm that it is you",
      next,
      confirmPath,
      confirmPasskeyPath,
      ways,
      passkey: ways.passkeys.length > 0 ? await passkeyOffer(request, parts) : undefined,
      providers: parts.providers
        .filter(({ issuer }) => ways.accounts.some((each) => each.issuer === issuer))
        .map(({ id, name }) => ({ name, href: confirmProviderPath(id, next) })),
      typed: {},
      faults: wrong?.fields ?? [],
    },
    status: wrong === undefined ? 200 : 400,
  }
}

async function withPassword(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, form, clock, remoteAddress } = request
  const [password, code] = [single(form, "password"), single(form, "code")]
  const given = { ...whoIs(request), remoteAddress, password, code, key: parts.key }
  return await told(request, parts, await confirmWithPassword(db, given, clock), wrongPassword)
}

async function withPasskey(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const given = { ...whoIs(request), remoteAddress: request.remoteAddress, ...passkeyAnswer(request) }
  const answer = await confirmWithPasskey(request.db, placeOf(request, parts), given, request.clock)
  return await told(request, parts, answer, wrongPasskey)
}

async function told(request: PageRequest, parts: SignInParts, answer: Confirmation, wrong: Invalid) {
  if (answer.is === "wrong") return await show(request, parts, wrong)
  if (answer.is === "slowed-down") return waiting(await show(request, parts, waitFault("password", answer)), answer)
  return { redirect: nextPath(single(request.form, "next")), session: answer.cookie }
}

const wrongPassword = new Invalid([{ field: "password", message: "Password or code is incorrect" }])
const wrongPasskey = new Invalid([{ field: "passkey", message: "The passkey could not be checked. Try again" }])

/** The session and the person behind a page that is for whoever has signed in. */
export function whoIs(request: PageRequest) {
  const { session } = request
  const { personId, name, email } = actorOf(request)
  if (session === undefined || personId === null) throw new NotAllowed()
  return { session, personId, name, email: email ?? "", by: { personId, remote: request.remoteAddress } }
}
