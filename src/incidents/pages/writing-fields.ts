// What the forms take in which a colleague writes: the words, the files that go along, and which button was pressed.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { Invalid } from "../../errors.ts"
import { fileLimits, keepUpload } from "../../files/index.ts"
import { unfilledPlaceholders } from "../../macros/index.ts"
import type { Fields, PageRequest } from "../../page.ts"
import { hiddenFields, optionalEmail, text } from "./form.ts"

const uploadId = z.string().regex(/^[\w-]{22}$/)

/** The uploads that are ticked: one, several or none. */
export const uploadField = z
  .union([uploadId, z.array(uploadId).max(2 * fileLimits.count)], "Attach the file again")
  .transform((ticked) => [ticked].flat())
  .default([])

/** Words for a customer: a placeholder that nobody filled would be read by them. */
export function wordsForCustomer(missing: string) {
  return text(missing).refine((words) => unfilledPlaceholders(words).length === 0, {
    error: ({ input }) => unfilledSaid(String(input)),
  })
}

/** What is wrong with words that have placeholders in them. */
export function unfilledSaid(words: string): string {
  return `Fill in ${braced(unfilledPlaceholders(words))} yourself`
}

const shared = {
  ...hiddenFields,
  upload: uploadField,
  // Only where a browser sends an empty file field as words.
  files: z.unknown().optional(),
  do: z.string().max(20).optional(),
  snippet: z.string().max(15).optional(),
}

export const writtenFields = {
  reply: z.strictObject({ ...shared, body: wordsForCustomer("Enter your reply"), to: optionalEmail }),
  note: z.strictObject({ ...shared, body: text("Enter a note") }),
}

export function braced(names: readonly string[]): string {
  return names.map((each) => `{${each}}`).join(", ")
}

/** What a form has of the words so far, whatever it is: for keeping it as a draft. Never longer than a draft may be. */
export function draftIn(form: Fields) {
  const body = String(form["body"] ?? "").replace(/\r\n?/g, "\n")
  const to = String(form["to"] ?? "").trim()
  return {
    body: body.slice(0, 100_000),
    to: to === "" ? null : to.slice(0, 254),
    uploads: uploadField.safeParse(form["upload"]).data ?? [],
    version: hiddenFields.version.safeParse(form["version"]).data ?? 1,
  }
}

/** Keeps the files that came with a form, and gives the form with all that is attached to it. */
export async function withUploads(request: PageRequest): Promise<Fields> {
  const { db, at, files = [], form } = request
  const actor = actorOf(request)
  const kept: string[] = []
  for (const file of files) kept.push(await keepUpload(db, actor, file, at))
  const { files: _field, ...words } = form
  return { ...words, upload: [...(uploadField.safeParse(form["upload"]).data ?? []), ...kept] }
}

/** Throws Invalid where some of the files that came with a form were not taken. */
export function mustHaveTakenFiles({ filesFault }: PageRequest): void {
  if (filesFault === undefined) return
  const most = fileLimits.bytes / 1024 / 1024
  const faults = {
    size: `Each file must be ${most} MB or smaller`,
    count: `Attach ${fileLimits.count} files or fewer at once`,
  }
  throw new Invalid([{ field: "files", message: faults[filesFault] }])
}
