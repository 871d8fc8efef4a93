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

type Telling = { readonly by: "public" | "staff"; readonly lasts: "until-closed" | Params }

// A cookie that nobody tells of here does not compile.
const telling: Readonly<Record<CookieUse, Telling>> = {
  visitor: { by: "public", lasts: "until-closed" },
  customer: { by: "public", lasts: { minutes: customerIdleMs / minuteMs, hours: customerSessionMs / hourMs } },
  language: { by: "public", lasts: { days: languageSeconds / (24 * 3600) } },
  flash: { by: "public", lasts: { minutes: flashSeconds / 60 } },
  session: { by: "staff", lasts: { minutes: idleLimitMs / minuteMs, hours: sessionLimitMs / hourMs } },
  step: { by: "staff", lasts: { minutes: stepSeconds / 60 } },
  seen: { by: "staff", lasts: {} },
}

const ofPublic: readonly CookieUse[] = ["visitor", "customer", "language", "flash"]
const ofStaff: readonly CookieUse[] = ["session", "step", "seen"]

function wordsOf(use: CookieUse, { say }: Language) {
  const { lasts } = telling[use]
  return {
    purpose: say(`cookies.${use}.purpose`),
    lasts: lasts === "until-closed" ? say("cookies.until-closed") : say(`cookies.${use}.lasts`, lasts),
  }
}
