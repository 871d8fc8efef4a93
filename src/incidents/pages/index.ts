// The desk's pages about incidents.

import { wordingPages } from "../../macros/index.ts"
import type { Page } from "../../page.ts"
import { routes } from "../paths.ts"
import { assignmentPages } from "./assignment.ts"
import { attendancePages } from "./attendance.ts"
import { bulkPages } from "./bulk.ts"
import { bulkResultPages } from "./bulk-result.ts"
import { callPages } from "./call.ts"
import { candidatePages } from "./candidate.ts"
import { casePage } from "./case.ts"
import { classificationPages } from "./classification.ts"
import { draftPage } from "./draft.ts"
import { duplicatesPage } from "./duplicates.ts"
import { escalationPages } from "./escalation.ts"
import { filePage } from "./files.ts"
import { findPage } from "./find.ts"
import { followingPage } from "./following.ts"
import { forYouPage } from "./for-you.ts"
import { holdPages, resumptionPages } from "./hold.ts"
import { keepingList } from "./list-behind.ts"
import { macroChoices } from "./macro-choices.ts"
import { caseMacroPages } from "./macros.ts"
import { declarationPages, goldDecisionPages, goldPages, leadPages, reviewPages } from "./major.ts"
import { mergePages, separationPages } from "./merge.ts"
import { messagePage } from "./message.ts"
import { organisationPages } from "./organisation.ts"
import { playPages } from "./play.ts"
import { deskPage, queuePage } from "./queue.ts"
import { queuePanePage } from "./queue-pane.ts"
import { reasonPages } from "./reason.ts"
import { redactionPages } from "./redaction.ts"
import { childrenPages, departurePages, parentPages } from "./relations.ts"
import { closurePages, reopeningPages, resolutionPages } from "./resolution.ts"
import { splitPages } from "./split.ts"
import { restorationPages, tellingPages } from "./telling.ts"
import { uploadPage } from "./uploads.ts"
import { viewPages } from "./views.ts"
import { waitingPages } from "./waiting.ts"
import { writingPages } from "./writing.ts"

export { filePage } from "./files.ts"
export { filePagesElsewhere } from "./files-elsewhere.ts"

const pages: Page[] = [
  deskPage,
  queuePage,
  ...viewPages,
  ...playPages,
  ...bulkPages,
  ...bulkResultPages,
  queuePanePage,
  findPage,
  ...callPages,
  casePage,
  messagePage,
  filePage,
  ...writingPages,
  ...waitingPages,
  ...attendancePages,
  ...caseMacroPages,
  ...wordingPages(macroChoices),
  draftPage,
  uploadPage,
  followingPage,
  forYouPage,
  ...classificationPages,
  ...assignmentPages,
  ...holdPages,
  ...resumptionPages,
  ...escalationPages,
  ...resolutionPages,
  ...reopeningPages,
  ...closurePages,
  ...redactionPages,
  ...reasonPages,
  ...organisationPages,
  ...mergePages,
  ...separationPages,
  ...splitPages,
  ...parentPages,
  ...departurePages,
  ...childrenPages,
  ...tellingPages,
  ...restorationPages,
  ...declarationPages,
  ...leadPages,
  ...goldPages,
  ...goldDecisionPages,
  ...reviewPages,
  ...candidatePages,
  duplicatesPage,
]

/** The pages of a case lead back to the list that somebody came from. */
export const incidentPages: Page[] = pages.map((page) =>
  page.path.startsWith(routes.case) && page !== filePage ? keepingList(page) : page,
)

/** Where the desk's navigation leads. */
export const incidentNavigation = [
  {
    text: "Cases",
    href: routes.cases,
    also: [routes.views, "/desk/candidates", routes.bulks],
    audience: "see-cases",
  },
  { text: "Log a call", href: "/desk/calls/new", audience: "open" },
  { text: "For you", href: "/desk/for-you", audience: "see-cases" },
] as const
