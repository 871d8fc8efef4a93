// Mailboxes of Microsoft 365, which take tokens and no passwords: where their servers are is known, so nobody types an address.

import { z } from "zod"
import type { MailboxSignIn } from "./mailboxes-store.ts"

export const microsoftServer = { host: "outlook.office365.com", port: 993, security: "tls" } as const
const scope = "https://outlook.office365.com/.default"
const tokenHost = "https://login.microsoftonline.com"

const asked = "Enter the tenant: its id, or a domain of it such as college.example"
/** The tenant by its id, or by a domain of it. */
export const microsoftTenant = z
  .string(asked)
  .trim()
  .toLowerCase()
  .max(253, asked)
  .regex(
    /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)$/,
    asked,
  )

export function microsoftSignIn(tenant: string, clientId: string): Extract<MailboxSignIn, { auth: "oauth" }> {
  return { auth: "oauth", tokenUrl: `${tokenHost}/${tenant}/oauth2/v2.0/token`, clientId, scope }
}

/** The tenant that a mailbox's tokens come from; undefined where they come from elsewhere. */
export function tenantIn(tokenUrl: string): string | undefined {
  const found = new RegExp(`^${tokenHost.replaceAll(".", "\\.")}/([^/]+)/oauth2/v2\\.0/token$`).exec(tokenUrl)?.[1]
  return found
}
