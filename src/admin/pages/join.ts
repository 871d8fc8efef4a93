// The private link of an invitation: a colleague-to-be chooses their password.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import { Invalid, NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Invitation, invitationOf, passwordMinimum, takeUpInvitation } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { orAgain, type Wrong } from "./asked.ts"

const path = adminPaths.join(":secret")

export const joinPages: readonly Page[] = [
  {
    method: "GET",
    path,
    audience: "public",
    isSecretAddress: true,
    answer: async (request) => shown(request, await invitationFor(request)),
  },
  { method: "POST", path, audience: "public", isSecretAddress: true, answer: join },
]

const fields = z.strictObject({
  password: z.string("Enter a password"),
  again: z.string("Enter the password again"),
})

async function join(request: PageRequest): Promise<PageAnswer> {
  const invitation = await invitationFor(request)
  return await orAgain(
    async () => {
      const { password, again } = fieldsFrom(fields, request.form)
      if (password !== again) throw new Invalid([{ field: "again", message: "The two passwords are not the same" }])
      await transaction(request.db, (tx) =>
        takeUpInvitation(tx, secretIn(request), { password, remote: request.remoteAddress }, request.at),
      )
      return { redirect: "/sign-in", flash: "Your password is set. Sign in with it." }
    },
    (wrong) => shown(request, invitation, wrong),
  )
}

// A password is never shown again, not even to whoever typed it.
async function shown(request: PageRequest, invitation: Invitation, wrong?: Wrong): Promise<PageAnswer> {
  const { name, email } = invitation
  const model = {
    title: "Choose your password",
    name,
    email,
    passwordMinimum,
    path: adminPaths.join(secretIn(request)),
  }
  return {
    view: "admin/pages/join.njk",
    status: wrong?.status ?? 200,
    model: { ...model, faults: wrong?.faults ?? [] },
  }
}

async function invitationFor(request: PageRequest): Promise<Invitation> {
  const invitation = await invitationOf(request.db, secretIn(request), request.at)
  if (invitation === undefined) throw new NotFound("This link does not work any more. Ask whoever sent it for another.")
  return invitation
}

function secretIn({ params }: PageRequest): string {
  return params["secret"] ?? ""
}
