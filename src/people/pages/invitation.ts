// Where an invitation leads: a colleague sets up how they sign in.

import { Invalid, NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { passwordMinimum } from "../password.ts"
import { invitedBy } from "../sign-in-invitations.ts"
import { followWithPassword } from "../sign-in-otherwise.ts"
import { type SignInParts, single } from "./parts.ts"
import { invitationPath, invitationPattern, invitationProviderPath, signInPath } from "./paths.ts"

export function invitationPages(parts: SignInParts): Page[] {
  const page = { path: invitationPattern, audience: "public", isSecretAddress: true } as const
  return [
    { ...page, method: "GET", answer: (request) => show(request, parts) },
    { ...page, method: "POST", answer: (request) => choose(request, parts) },
  ]
}

async function show(request: PageRequest, { providers }: SignInParts, wrong?: Invalid): Promise<PageAnswer> {
  const invitation = request.params["invitation"] ?? ""
  const invited = await invitedBy(request.db, invitation, request.clock)
  if (invited === undefined) return gone()
  return {
    view: "people/pages/invitation.njk",
    model: {
      title: "Set up how you sign in",
      invited: { name: invited.name, email: invited.email },
      address: invitationPath(invitation),
      providers: providers.map(({ id, name }) => ({ name, href: invitationProviderPath(invitation, id) })),
      passwordMinimum,
      typed: {},
      faults: wrong?.fields ?? [],
    },
    status: wrong === undefined ? 200 : 400,
  }
}

async function choose(request: PageRequest, parts: SignInParts): Promise<PageAnswer> {
  const { db, params, form, clock, remoteAddress: remote } = request
  const password = single(form, "password")
  try {
    if (password !== single(form, "again"))
      throw new Invalid([{ field: "again", message: "The two passwords are not the same" }])
    await followWithPassword(db, { invitation: params["invitation"] ?? "", password, remote }, clock)
    return { redirect: signInPath, flash: "Your password is set. Sign in with it." }
  } catch (error) {
    if (error instanceof NotFound) return gone()
    if (error instanceof Invalid) return await show(request, parts, error)
    throw error
  }
}

// The same for a link that never was, that was used, and that is too old.
function gone(): PageAnswer {
  const sentence = "This link is good no more. Ask an administrator for another one."
  return {
    view: "people/pages/not-signed-in.njk",
    model: { title: "This link does not work any more", sentence, signInPath },
    status: 404,
  }
}
