// The list of features: what each hands to the entrances.

import type { Call } from "./call.ts"
import { noticeCalls } from "./cases/index.ts"
import { charterCalls, charterPages } from "./charter/index.ts"
import { letterCalls, penNavigation } from "./inbox/index.ts"
import { incidentCalls, incidentNavigation, incidentPages } from "./incidents/index.ts"
import { mailboxNavigation, mailboxPages } from "./notices/index.ts"
import type { Page } from "./page.ts"
import type { NavigationItem } from "./web/index.ts"

export const featurePages: readonly Page[] = [...incidentPages, ...charterPages, ...mailboxPages]

export const featureCalls: readonly Call[] = [...incidentCalls, ...letterCalls, ...noticeCalls, ...charterCalls]

export const featureNavigation: readonly NavigationItem[] = [
  incidentNavigation,
  penNavigation,
  mailboxNavigation,
].flat()
