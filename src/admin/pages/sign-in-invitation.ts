// A link by which a colleague sets up another way to sign in: an account of an identity provider, or a new password.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { invitationMinutes, invitationPath, inviteToSignIn, selectColleague } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { numberIn } from "./asked.ts"

/** `mailKey` is the desk's key, where the link is mailed. */
export function signInInvitationPage(mailKey: Buffer | undefined): Page {
  return {
    method: "POST",
    path: adminPaths.signInInvitation(":person"),
    audience: "manage-staff",
    answer: (request) => invite(request, mailKey),
  }
}

async function invite(request: PageRequest, mailKey: Buffer | undefined): Promise<PageAnswer> {
  const { db, form, clock, publicUrl } = request
  fieldsFrom(z.strictObject({}), form)
  const colleague = await selectColleague(db, numberIn(request, "person"))
  if (colleague === undefined || colleague.disabledAt !== null) throw new NotFound()
  const { personId, name, email } = colleague
  // By the machine's time, as all of signing in.
  const secret = await transaction(db, (tx) => inviteToSignIn(tx, { personId, by: actorOf(request), mailKey }, clock))
  return {
    view: "admin/pages/sign-in-invitation.njk",
    model: {
      title: "Link to set up signing in",
      name,
      email,
      isMailed: mailKey !== undefined,
      link: mailKey === undefined ? new URL(invitationPath(secret), publicUrl).href : null,
      minutes: invitationMinutes,
      back: { text: name, href: adminPaths.person(personId) },
    },
  }
}
