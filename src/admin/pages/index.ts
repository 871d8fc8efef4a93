// Every page of administration, and where the desk's navigation leads.

import type { Reach } from "../../outbound/index.ts"
import type { Page } from "../../page.ts"
import { adminPaths } from "../paths.ts"
import { auditPages } from "./audit.ts"
import { deliveryPages } from "./deliveries.ts"
import { homePage } from "./home.ts"
import { invitationPages } from "./invitations.ts"
import { joinPages } from "./join.ts"
import { personPages } from "./person.ts"
import { signInInvitationPage } from "./sign-in-invitation.ts"
import { staffPage } from "./staff.ts"
import { teamPages } from "./teams.ts"
import { tokenPages } from "./tokens.ts"
import { webhookPages } from "./webhooks.ts"

export type AdminWiring = {
  readonly secretKey: Buffer
  /** Where webhooks may lead. */
  readonly reach: Reach
  /** Whether mail goes out: then invitations go to their address, and nobody else sees their link. */
  readonly canMail: boolean
}

/** Auditors have their part of it too; each page asks for a right of its own. */
export const adminNavigation = { text: "Administration", href: adminPaths.home, audience: "see-audit" } as const

export function adminPages({ secretKey: key, reach, canMail }: AdminWiring): Page[] {
  const mailKey = canMail ? key : undefined
  return [
    homePage,
    staffPage,
    ...personPages,
    signInInvitationPage(mailKey),
    ...invitationPages(mailKey),
    ...joinPages,
    ...teamPages,
    ...tokenPages,
    ...webhookPages({ key, reach }),
    ...deliveryPages,
    ...auditPages,
  ]
}
