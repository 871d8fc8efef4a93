// A new secret for a mailbox: its password, or that of the client that asks for its tokens; the old one is never shown.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid, NotFound } from "../../errors.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import { type MailboxRenewal, type MailboxVerb, mailboxClientId, mailboxes, renewMailbox } from "../mailboxes.ts"
import type { MailboxSignIn } from "../mailboxes-store.ts"
import { microsoftSignIn, microsoftTenant, tenantIn } from "../microsoft.ts"
import { mailboxesPath, mailboxVerbPath } from "./paths.ts"

const secret = z.string("Enter the new secret").min(1, "Enter the new secret")
const byPassword = z.strictObject({ secret })
const byClient = z.strictObject({ secret, clientId: mailboxClientId })
const byTenant = z.strictObject({ secret, clientId: mailboxClientId, tenant: microsoftTenant })

export async function renewalForm(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { address, signIn } = await mailboxAsked(request)
  const { secret: _typed, ...typed } = request.form
  const known = signIn.auth === "oauth" ? { clientId: signIn.clientId, tenant: tenantIn(signIn.tokenUrl) ?? "" } : {}
  const model = {
    title: `New secret for ${address}`,
    path: mailboxVerbPath(encodeURIComponent(address), "secret"),
    isOauth: signIn.auth === "oauth",
    hasTenant: signIn.auth === "oauth" && tenantIn(signIn.tokenUrl) !== undefined,
    typed: { ...known, ...typed },
    faults,
  }
  return { view: "inbox/pages/mailbox-renewal.njk", model, status: faults.length > 0 ? 400 : 200 }
}

export async function renew(request: PageRequest, verb: MailboxVerb): Promise<PageAnswer> {
  const { address, signIn } = await mailboxAsked(request)
  try {
    await renewMailbox(verb, address, renewalFrom(request, signIn))
    return { redirect: mailboxesPath, flash: `${address} has a new secret. Try it, so that you see that it is good.` }
  } catch (error) {
    if (error instanceof Invalid) return await renewalForm(request, error.fields)
    throw error
  }
}

function renewalFrom({ form }: PageRequest, signIn: MailboxSignIn): MailboxRenewal {
  if (signIn.auth === "password") return fieldsFrom(byPassword, form)
  if (tenantIn(signIn.tokenUrl) === undefined) {
    const given = fieldsFrom(byClient, form)
    return { secret: given.secret, signIn: { ...signIn, clientId: given.clientId } }
  }
  const given = fieldsFrom(byTenant, form)
  return { secret: given.secret, signIn: microsoftSignIn(given.tenant, given.clientId) }
}

async function mailboxAsked(request: PageRequest) {
  const asked = (request.params["address"] ?? "").trim().toLowerCase()
  const found = (await mailboxes(request.db, actorOf(request))).find(({ address }) => address === asked)
  if (found === undefined) throw new NotFound()
  return found
}
