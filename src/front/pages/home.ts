// The customer's way in: what this is, how to report and to follow, how to call, and what is promised to whoever reports now.

import { writtenIn } from "../../charter/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Page } from "../../page.ts"
import { serviceStatuses } from "../../status/index.ts"
import { contactDetails } from "../contact.ts"
import { paths, routes } from "../paths.ts"
import { promisesFrom } from "../promises.ts"

export const homePage: Page = {
  method: "GET",
  path: routes.home,
  audience: "public",
  answer: async ({ db, at, language }) => {
    const rules = await currentRules(db)
    const { charter } = rules.versionAt(at)
    const model = {
      service: charter.service,
      written: writtenIn(charter),
      contact: contactDetails(rules, at, language),
      promise: promisesFrom(rules, at, language)[0],
      services: (await serviceStatuses(db, db, at)).map(({ name, effect }) => ({ name, effect })),
      paths,
    }
    return { view: "front/pages/home.njk", model }
  },
}
