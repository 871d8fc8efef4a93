// Who else has the case open: said when the page is shown, and again by each page while it is open.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { findByReference } from "../../cases/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { markGone, markPresent, othersPresent } from "../../writing/index.ts"
import { paths, routes } from "../paths.ts"

const given = z.strictObject({ doing: z.enum(["viewing", "replying", "gone"]) })

export const attendancePages: Page[] = [
  { method: "GET", path: routes.attendance, audience: "see-cases", answer: shown },
  { method: "POST", path: routes.attendance, audience: "see-cases", answer: said },
]

async function said(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form, params } = request
  const actor = actorOf(request)
  const { caseId } = await findByReference(db, actor, params["reference"] ?? "")
  const { doing } = fieldsFrom(given, form)
  const { personId } = actor
  if (personId !== null && doing === "gone") await markGone(db, caseId, personId)
  else if (personId !== null) await markPresent(db, { caseId, personId, isReplying: doing === "replying" }, at)
  return await fragment(request, caseId)
}

async function shown(request: PageRequest): Promise<PageAnswer> {
  const { caseId } = await findByReference(request.db, actorOf(request), request.params["reference"] ?? "")
  return await fragment(request, caseId)
}

async function fragment(request: PageRequest, caseId: number): Promise<PageAnswer> {
  const present = await othersPresent(request.db, caseId, actorOf(request).personId, request.at)
  const attendancePath = paths.attendance(request.params["reference"] ?? "")
  return { view: "incidents/pages/parts/present.njk", model: { present, caseNumber: caseId, attendancePath } }
}
