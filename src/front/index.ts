// The customer's pages: report a problem, and follow it by a private link.

import type { Page } from "../page.ts"
import { accountPages } from "./pages/account.ts"
import { sendingPages } from "./pages/check.ts"
import { copyPages } from "./pages/copy.ts"
import { followPage, proofPage } from "./pages/follow.ts"
import { homePage } from "./pages/home.ts"
import { freshLinkPages } from "./pages/link.ts"
import { messagePages } from "./pages/message.ts"
import { reportPages } from "./pages/report.ts"
import { satisfactionPages } from "./pages/satisfaction.ts"
import { signInPages } from "./pages/sign-in.ts"
import { statementPages } from "./pages/statements.ts"

export { frontMailWriters } from "./account/ask-link.ts"
export { organisationPages, organisationsNavigation } from "./organisations/pages.ts"
export { forgetReports } from "./store.ts"

/** The pages; `secretKey` is what private links are made and known again by. */
export function frontPages({ secretKey }: { readonly secretKey: Buffer }): Page[] {
  return [
    homePage,
    ...reportPages(secretKey),
    ...sendingPages(secretKey),
    followPage(secretKey),
    proofPage(secretKey),
    ...messagePages(secretKey),
    ...freshLinkPages(secretKey),
    ...copyPages(secretKey),
    ...satisfactionPages(secretKey),
    ...signInPages(secretKey),
    ...accountPages(secretKey),
    ...statementPages,
  ]
}
