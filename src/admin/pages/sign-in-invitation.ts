// A link by which a colleague sets up another way to sign in: an account of an identity provider, or a new password.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { invitationMinutes, invitationPath, inviteToSignIn, selectColleague } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { numberIn } from "./asked.ts"

export const signInInvitationPage: Page = {
  method: "POST",
  path: adminPaths.signInInvitation(":person"),
  audience: "manage-staff",
  answer: invite,
}

async function invite(request: PageRequest): Promise<PageAnswer> {
  const { db, form, clock, publicUrl } = request
  fieldsFrom(z.strictObject({}), form)
  const colleague = await selectColleague(db, numberIn(request, "person"))
  if (colleague === undefined || colleague.disabledAt !== null) throw new NotFound()
  const { personId, name } = colleague
  // By the machine's time, as all of signing in.
  const secret = await transaction(db, (tx) => inviteToSignIn(tx, { personId, by: actorOf(request) }, clock))
  return {
    view: "admin/pages/sign-in-invitation.njk",
    model: {
      title: "Link to set up signing in",
      name,
      link: new URL(invitationPath(secret), publicUrl).href,
      minutes: invitationMinutes,
      back: { text: name, href: adminPaths.person(personId) },
    },
  }
}
