// Inviting a colleague: the form, the link that is shown once, and the invitations that stand.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  invitationDays,
  inviteStaff,
  listInvitations,
  roles,
  roleTitle,
  withdrawInvitation,
} from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { charterInForce, numberIn, orAgain, several, type Wrong } from "./asked.ts"
import { queuesOf, roleItems, sightItems, teamItems } from "./choices.ts"

const place = { path: adminPaths.invitations, audience: "manage-staff", isSensitive: true } as const

/** `mailKey` is the desk's key, where the link is mailed. */
export function invitationPages(mailKey: Buffer | undefined): readonly Page[] {
  return [
    { ...place, method: "GET", answer: (request) => shown(request, mailKey) },
    { ...place, method: "POST", answer: (request) => invite(request, mailKey) },
    { method: "POST", path: adminPaths.withdrawal(":invitation"), audience: "manage-staff", answer: withdraw },
  ]
}

// Each field is looked at here, so that all that is wrong is said at once.
const noAddress = "Enter an email address, like name@example.org"
const fields = z.strictObject({
  name: z.string("Enter a name").trim().min(1, "Enter a name"),
  email: z
    .string(noAddress)
    .trim()
    .regex(/^[^\s@]+@[^\s@]+$/, noAddress),
  role: z.enum(roles, "Choose a role"),
  teams: several,
  sees: z.enum(["all", "own"], "Choose which cases they see"),
})

async function invite(request: PageRequest, mailKey: Buffer | undefined): Promise<PageAnswer> {
  const { db, at, form, publicUrl } = request
  const queues = queuesOf(await charterInForce(request))
  return await orAgain(
    async () => {
      const { sees, ...given } = fieldsFrom(fields, form)
      const invited = { ...given, seesOwnTeamsOnly: sees === "own" }
      const secret = await transaction(db, (tx) => inviteStaff(tx, actorOf(request), invited, { queues, mailKey }, at))
      const isMailed = mailKey !== undefined
      const link = isMailed ? null : `${publicUrl}${adminPaths.join(secret)}`
      return {
        view: "admin/pages/invited.njk",
        model: { title: "Invitation made", ...given, link, isMailed, days: invitationDays },
      }
    },
    (wrong) => shown(request, mailKey, form, wrong),
  )
}

async function withdraw(request: PageRequest): Promise<PageAnswer> {
  const invitationId = numberIn(request, "invitation")
  await transaction(request.db, (tx) => withdrawInvitation(tx, actorOf(request), invitationId, request.at))
  return { redirect: adminPaths.invitations, flash: "The link works no more." }
}

async function shown(
  request: PageRequest,
  mailKey: Buffer | undefined,
  typed: Fields = {},
  wrong?: Wrong,
): Promise<PageAnswer> {
  const [version, standing] = await Promise.all([charterInForce(request), listInvitations(request.db, request.at)])
  return {
    view: "admin/pages/invitations.njk",
    status: wrong?.status ?? 200,
    model: {
      title: "Invite somebody",
      roleItems: roleItems([typed["role"] ?? []].flat()),
      teamItems: teamItems(version, [typed["teams"] ?? []].flat()),
      sightItems: sightItems(String(typed["sees"])),
      days: invitationDays,
      isMailed: mailKey !== undefined,
      path: adminPaths.invitations,
      invitations: standing.map((each) => ({
        ...each,
        roleTitle: roleTitle(each.role),
        withdrawal: adminPaths.withdrawal(each.invitationId),
      })),
      typed,
      faults: wrong?.faults ?? [],
    },
  }
}
