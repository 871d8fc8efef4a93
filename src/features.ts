// The list of features: what each hands to the entrances.

import type { Call } from "./call.ts"
import { noticeCalls, proofCalls, proofPages } from "./cases/index.ts"
import { charterCalls, charterPages } from "./charter/index.ts"
import { continuityNavigation } from "./continuity/index.ts"
import { letterCalls, penNavigation } from "./inbox/index.ts"
import { filePage, filePagesElsewhere, incidentCalls, incidentNavigation, incidentPages } from "./incidents/index.ts"
import { whatIfNavigation, whatIfPages } from "./insight/index.ts"
import { mailboxNavigation, mailboxPages } from "./notices/index.ts"
import type { Page } from "./page.ts"
import { auditPages } from "./proof/index.ts"
import { databaseNavigation, type NavigationItem } from "./web/index.ts"

const pages: readonly Page[] = [
  ...incidentPages,
  ...charterPages,
  ...mailboxPages,
  ...whatIfPages,
  ...auditPages,
  ...proofPages,
]

/** The pages that need nothing but the request; attachments from another origin where there is one. */
export function featurePages({ filesUrl, secretKey }: { filesUrl: string | undefined; secretKey: Buffer }): Page[] {
  if (filesUrl === undefined) return [...pages]
  return [...pages.filter((page) => page !== filePage), ...filePagesElsewhere({ filesUrl, secretKey })]
}

export const featureCalls: readonly Call[] = [
  ...incidentCalls,
  ...letterCalls,
  ...noticeCalls,
  ...charterCalls,
  ...proofCalls,
]

export const featureNavigation: readonly NavigationItem[] = [
  incidentNavigation,
  penNavigation,
  mailboxNavigation,
  whatIfNavigation,
  databaseNavigation,
  continuityNavigation,
].flat()
