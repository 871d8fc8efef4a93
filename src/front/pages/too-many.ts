// A form has been used too often for now: what to do instead.

import { currentRules } from "../../clocks/index.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import { contactDetails } from "../contact.ts"

export async function tooMany({ db, at, language }: PageRequest): Promise<PageAnswer> {
  const contact = contactDetails(await currentRules(db), at, language)
  return { view: "front/pages/too-many.njk", model: { contact }, status: 429 }
}
