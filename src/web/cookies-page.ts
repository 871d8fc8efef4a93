// Which cookies the desk sets, for whom, what for and for how long: each that is in the jar, and no other.

import type { Page } from "../page.ts"
import { customerIdleMs, customerSessionMs, idleLimitMs, sessionLimitMs } from "../people/index.ts"
import type { Language, Params } from "../words/index.ts"
import { type CookieUse, cookieJar, stepSeconds } from "./cookies.ts"
import { flashSeconds } from "./flash.ts"
import { languageSeconds } from "./language.ts"

export const cookiesPath = "/cookies"

export const cookiesPage: Page = {
  method: "GET",
  path: cookiesPath,
  audience: "public",
  answer: async ({ publicUrl, language }) => {
    const jar = cookieJar(publicUrl)
    const told = (uses: readonly CookieUse[]) => uses.map((use) => ({ name: jar[use], ...wordsOf(use, language) }))
    return { view: "web/cookies.njk", model: { ofPublic: told(ofPublic), ofStaff: told(ofStaff) } }
  },
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

// What fills the words on how long each lasts. A cookie that nobody tells of here does not compile.
const lasts: Readonly<Record<CookieUse, Params>> = {
  visitor: {},
  customer: { minutes: customerIdleMs / minuteMs, hours: customerSessionMs / hourMs },
  language: { days: languageSeconds / (24 * 3600) },
  flash: { minutes: flashSeconds / 60 },
  session: { minutes: idleLimitMs / minuteMs, hours: sessionLimitMs / hourMs },
  step: { minutes: stepSeconds / 60 },
  seen: {},
}

const ofPublic: readonly CookieUse[] = ["visitor", "customer", "language", "flash"]
const ofStaff: readonly CookieUse[] = ["session", "step", "seen"]

function wordsOf(use: CookieUse, { say }: Language) {
  return { purpose: say(`cookies.${use}.purpose`), lasts: say(`cookies.${use}.lasts`, lasts[use]) }
}
