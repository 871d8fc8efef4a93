// The list of features: what each hands to the entrances.

import { adminMailWriters, adminNavigation } from "./admin/index.ts"
import type { Call } from "./call.ts"
import { noticeCalls, proofCalls, proofPages } from "./cases/index.ts"
import { charterCalls, charterPages } from "./charter/index.ts"
import { continuityNavigation } from "./continuity/index.ts"
import { floorNavigation, floorPages } from "./floor/index.ts"
import { frontMailWriters, organisationPages, organisationsNavigation } from "./front/index.ts"
import { letterCalls, penNavigation } from "./inbox/index.ts"
import { filePage, filePagesElsewhere, incidentCalls, incidentNavigation, incidentPages } from "./incidents/index.ts"
import { whatIfNavigation, whatIfPages } from "./insight/index.ts"
import { articlesNavigation, knowledgePages } from "./knowledge/index.ts"
import { macroNavigation } from "./macros/index.ts"
import { type MailWriters, mailboxNavigation, mailboxPages } from "./notices/index.ts"
import type { Page } from "./page.ts"
import { registerNavigation, registerPage } from "./people/index.ts"
import { auditPages } from "./proof/index.ts"
import { statusMailWriters, statusNavigation, statusPages } from "./status/index.ts"
import { telephoneNavigation, telephonePages } from "./telephone/index.ts"
import { cookiesPage, databaseNavigation, type NavigationItem, offersPage, settingsPages } from "./web/index.ts"

/** Who writes mail that is about no case. */
export const featureMailWriters: MailWriters = {
  ...frontMailWriters,
  ...statusMailWriters,
  ...adminMailWriters,
}

const pages: readonly Page[] = [
  ...incidentPages,
  ...charterPages,
  ...mailboxPages(featureMailWriters),
  ...knowledgePages,
  ...organisationPages,
  ...whatIfPages,
  ...floorPages,
  registerPage,
  ...auditPages,
  ...proofPages,
  ...settingsPages,
  offersPage,
  cookiesPage,
  ...telephonePages,
]

/** The pages that need nothing but the request; attachments from another origin where there is one. */
export function featurePages({ filesUrl, secretKey }: { filesUrl: string | undefined; secretKey: Buffer }): Page[] {
  const all = [...pages, ...statusPages({ secretKey })]
  if (filesUrl === undefined) return all
  return [...all.filter((page) => page !== filePage), ...filePagesElsewhere({ filesUrl, secretKey })]
}

export const featureCalls: readonly Call[] = [
  ...incidentCalls,
  ...letterCalls,
  ...noticeCalls,
  ...charterCalls,
  ...proofCalls,
]

/** What is done each day stands in the bar; the rest is a page away, under Administration. */
export const featureNavigation: readonly NavigationItem[] = [
  incidentNavigation,
  floorNavigation,
  telephoneNavigation,
  penNavigation,
  mailboxNavigation,
  {
    ...adminNavigation,
    leadsTo: [
      ...macroNavigation,
      articlesNavigation,
      statusNavigation,
      organisationsNavigation,
      whatIfNavigation,
      registerNavigation,
      databaseNavigation,
      continuityNavigation,
    ],
  },
].flat()
