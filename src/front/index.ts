// The customer's pages: report a problem, and follow it by a private link.

import type { Page } from "../page.ts"
import { sendingPages } from "./pages/check.ts"
import { followPage, proofPage } from "./pages/follow.ts"
import { homePage } from "./pages/home.ts"
import { freshLinkPages } from "./pages/link.ts"
import { messagePages } from "./pages/message.ts"
import { reportPages } from "./pages/report.ts"

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
  ]
}
