// What a public body owes to whoever uses its pages: an accessibility statement (the Public Sector Bodies (Websites and Mobile
// Applications) (No. 2) Accessibility Regulations 2018, regulation 8, in the order of GOV.UK's model) and a privacy notice.

import { currentRules } from "../../clocks/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { deskZone } from "../../time/index.ts"
import { contactDetails } from "../contact.ts"
import { paths, routes } from "../paths.ts"
import { keptHours } from "../write-report.ts"

/** The day on which the statement was last compared with what the tests look at. Whoever changes either looks at both, and changes it. */
const preparedOn = Temporal.PlainDate.from("2026-11-22")

export const statementPages: readonly Page[] = [
  { method: "GET", path: routes.accessibility, audience: "public", answer: accessibility },
  { method: "GET", path: routes.privacy, audience: "public", answer: privacy },
]

async function accessibility(request: PageRequest) {
  const date = request.language.dates.date(preparedOn.toZonedDateTime(deskZone).epochMilliseconds)
  return { view: "front/pages/accessibility.njk", model: { ...(await whoAnswers(request)), date } }
}

async function privacy(request: PageRequest) {
  return { view: "front/pages/privacy.njk", model: { ...(await whoAnswers(request)), keptHours } }
}

async function whoAnswers({ db, at, language }: PageRequest) {
  const rules = await currentRules(db)
  const { name } = rules.versionAt(at).charter.service
  return { service: name, contact: contactDetails(rules, at, language), paths }
}
