// The desk's pages about incidents.

import type { Page } from "../../page.ts"
import { assignmentPages } from "./assignment.ts"
import { callPages } from "./call.ts"
import { casePage } from "./case.ts"
import { classificationPages } from "./classification.ts"
import { escalationPages } from "./escalation.ts"
import { filePage } from "./files.ts"
import { holdPages, resumptionPages } from "./hold.ts"
import { messagePage } from "./message.ts"
import { deskPage, queuePage } from "./queue.ts"
import { redactionPages } from "./redaction.ts"
import { notePages, replyPages } from "./reply.ts"
import { closurePages, reopeningPages, resolutionPages } from "./resolution.ts"

export { filePage } from "./files.ts"
export { filePagesElsewhere } from "./files-elsewhere.ts"

export const incidentPages: Page[] = [
  deskPage,
  queuePage,
  ...callPages,
  casePage,
  messagePage,
  filePage,
  ...replyPages,
  ...notePages,
  ...classificationPages,
  ...assignmentPages,
  ...holdPages,
  ...resumptionPages,
  ...escalationPages,
  ...resolutionPages,
  ...reopeningPages,
  ...closurePages,
  ...redactionPages,
]

/** Where the desk's navigation leads. */
export const incidentNavigation = [
  { text: "Cases", href: "/desk/cases", audience: "see-cases" },
  { text: "Log a call", href: "/desk/calls/new", audience: "open" },
] as const
