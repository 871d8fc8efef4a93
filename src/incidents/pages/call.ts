// Log a call, while the caller is on the line: one page, by keyboard, in seconds.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { likelyDuplicates } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid, Refused } from "../../errors.ts"
import { fileLimitWords, uploadsOf } from "../../files/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { openWithUploads } from "../log-call.ts"
import { paths, routes } from "../paths.ts"
import { momentTyped, receivedFields } from "./civil.ts"
import { conditionGroups } from "./classification.ts"
import { duplicatesLimit, shownDuplicate } from "./duplicates.ts"
import { claimOf, hiddenFields, newFormNumber, optionalEmail, optionalLine, readFields, text } from "./form.ts"
import { draftIn, mustHaveTakenFiles, uploadField, withUploads } from "./writing-fields.ts"
import { shownUpload } from "./writing-view.ts"

const empty = (typed: unknown) => (typed === "" ? undefined : typed)

const given = z.strictObject({
  once: hiddenFields.once,
  name: optionalLine("Name"),
  phone: optionalLine("Phone number", 60),
  email: optionalEmail,
  subject: text("Enter a subject", 300).refine(
    (line) => !/[\p{Cc}\u2028\u2029]/u.test(line),
    "Subject must be one line of text",
  ),
  body: text("Enter what happened"),
  condition: z
    .union([z.string().max(80), z.array(z.string().max(80)).max(200)], "Choose from the conditions on the page")
    .transform((ticked) => [ticked].flat())
    .optional(),
  service: z.preprocess(empty, z.string().max(80, "Choose a service").optional()),
  /** The other buttons of the form: look for likely duplicates first, and go back from what was found. */
  check: z.enum(["yes", "edit"], "Choose what to do").optional(),
  ...receivedFields,
  upload: uploadField,
  files: z.unknown().optional(),
})
type Given = z.output<typeof given>

export const callPages: Page[] = [
  { method: "GET", path: routes.newCall, audience: "open", answer: (request) => shown(request, {}) },
  { method: "POST", path: routes.newCall, audience: "open", takesFiles: true, answer: log },
]

async function log(posted: PageRequest): Promise<PageAnswer> {
  const request = { ...posted, form: await withUploads(posted) }
  try {
    if (request.form["check"] !== undefined) return await checked(request)
    mustHaveTakenFiles(posted)
    const { reference } = await logged(request)
    return { redirect: `${paths.case(reference)}?logged=yes` }
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Refused)) throw error
    const { once: _used, ...typed } = request.form
    return await shown(request, typed, error)
  }
}

// The check page: where no script runs, this is where likely duplicates are offered before anything is kept.
async function checked(request: PageRequest): Promise<PageAnswer> {
  const { check, once: _used, ...typed } = request.form
  if (check !== "yes") return await shown(request, typed)
  const { subject, email } = readFields(given, request.form)
  const found = await likelyDuplicates(request.db, actorOf(request), { subject, email }, duplicatesLimit)
  return {
    view: "incidents/pages/call-check.njk",
    model: {
      path: paths.newCall,
      duplicates: found.map((each) => shownDuplicate(each, request.at)),
      typed,
      once: newFormNumber(),
    },
  }
}

async function logged(request: PageRequest) {
  const { db, at, form } = request
  const actor = actorOf(request)
  const call = readFields(given, form)
  const receivedAt = momentTyped("received", call, at) ?? at
  if (receivedAt > at) {
    throw new Invalid([{ field: "received-time", message: "The call must not be in the future" }])
  }
  const rules = await currentRules(db)
  const { upload: _uploads, ...words } = form
  const claim = claimOf(actor, "call", words)
  const asked = { by: actor.personId ?? "system", rules, at, claim } as const
  const uploads = { personId: actor.personId ?? 0, uploads: call.upload }
  return await openWithUploads(db, contactOf(call, receivedAt), asked, uploads)
}

function contactOf(call: Given, receivedAt: number) {
  const { name, phone, email, subject, body, condition, service } = call
  return {
    channel: "phone" as const,
    receivedAt,
    requester: {
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(email === undefined ? {} : { email }),
    },
    subject,
    correspondence: { body },
    ...(condition === undefined ? {} : { answers: Object.fromEntries(condition.map((id) => [id, true])) }),
    ...(service === undefined ? {} : { service }),
  }
}

async function shown(request: PageRequest, typed: Fields, error?: Invalid | Refused): Promise<PageAnswer> {
  const { charter } = (await currentRules(request.db)).versionAt(request.at)
  const uploads = await uploadsOf(request.db, actorOf(request), draftIn(typed).uploads)
  return {
    view: "incidents/pages/call.njk",
    status: error === undefined ? 200 : error instanceof Invalid ? 400 : 422,
    model: {
      path: paths.newCall,
      groups: conditionGroups(charter),
      services: [
        { value: charter.service.id, text: charter.service.name },
        { value: "", text: "Something else" },
      ],
      refusal: error instanceof Refused ? error.message : null,
      isEarlier: ["day", "month", "year", "time"].some((each) => (typed[`received-${each}`] ?? "") !== ""),
      writing: { kind: "call", uploads: uploads.map(shownUpload), uploadPath: paths.uploads, limits: fileLimitWords },
      typed,
      faults: error instanceof Invalid ? error.fields.map(atOurField) : [],
      once: newFormNumber(),
    },
  }
}

// The verb speaks of answers, the page of conditions.
function atOurField({ field, message }: { field: string; message: string }) {
  return field.startsWith("answers.")
    ? { field: "condition", message: "Choose from the conditions on the page" }
    : { field, message }
}
