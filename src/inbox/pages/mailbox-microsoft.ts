// Adding a mailbox of Microsoft 365: who asks for its tokens, and for which address. The servers are known.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { publishedBook } from "../../charter/index.ts"
import { type FieldError, Invalid, Refused } from "../../errors.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import { addMailbox, type MailboxVerb, mailboxClientId, mailboxGiven } from "../mailboxes.ts"
import { mailboxBacklogs } from "../mailboxes-store.ts"
import { microsoftServer, microsoftSignIn, microsoftTenant } from "../microsoft.ts"
import { mailboxesPath, newMicrosoftPath } from "./paths.ts"

const fields = z
  .strictObject({
    address: mailboxGiven.shape.address,
    name: mailboxGiven.shape.name,
    tenant: microsoftTenant,
    clientId: mailboxClientId,
    secret: z.string("Enter the client’s secret").min(1, "Enter the client’s secret"),
    folder: z.string().default(""),
    queue: z.string().max(80).default(""),
    backlog: z.enum(mailboxBacklogs, "Choose what happens to letters that are there already"),
  })
  .transform(({ tenant, clientId, folder, queue, ...rest }) => ({
    ...rest,
    ...microsoftServer,
    userName: rest.address,
    folder: folder.trim() === "" ? "INBOX" : folder,
    queue: queue === "" ? null : queue,
    signIn: microsoftSignIn(tenant, clientId),
  }))

// The secret is not shown again, not even to whoever typed it.
export async function microsoftForm(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { secret: _typed, ...typed } = request.form
  const charter = (await publishedBook(request.db))?.versionAt(request.at).charter
  const queues = (charter?.queues.teams ?? []).map(({ id, name }) => ({ value: id, text: name }))
  const model = { title: "Add a mailbox of Microsoft 365", path: newMicrosoftPath, queues, typed, faults }
  return { view: "inbox/pages/mailbox-microsoft.njk", model, status: faults.length > 0 ? 400 : 200 }
}

export async function addMicrosoft(request: PageRequest, verb: MailboxVerb): Promise<PageAnswer> {
  try {
    const given = fieldsFrom(fields, request.form)
    await addMailbox(verb, given)
    return { redirect: mailboxesPath, flash: `${given.address} is added. Letters are fetched within a minute.` }
  } catch (error) {
    if (error instanceof Invalid) return await microsoftForm(request, error.fields)
    if (error instanceof Refused) return await microsoftForm(request, [{ field: "address", message: error.message }])
    throw error
  }
}
