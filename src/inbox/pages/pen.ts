// The holding pen: letters that wait for a person to say what they are.

import type { Page } from "../../page.ts"
import type { Inbox } from "../read-letter.ts"
import { dismiss, letter, raw, release } from "./letter.ts"
import { list } from "./list.ts"
import { dismissalPath, letterPath, lettersPath, rawLetterPath, releasePath } from "./paths.ts"

export const penNavigation = { text: "Letters", href: lettersPath, audience: "see-letters" } as const

/** The pages of the pen. They read letters again, in the inbox's own parser. */
export function penPages(inbox: Inbox): Page[] {
  const at = (path: string, audience: Page["audience"]) => ({ path, audience })
  return [
    { ...at(lettersPath, "see-letters"), method: "GET", answer: list },
    { ...at(letterPath(":letter"), "see-letters"), method: "GET", answer: (request) => letter(inbox, request, {}) },
    { ...at(rawLetterPath(":letter"), "see-letters"), method: "GET", answer: (request) => raw(inbox, request) },
    { ...at(releasePath(":letter"), "release-letter"), method: "POST", answer: (request) => release(inbox, request) },
    { ...at(dismissalPath(":letter"), "release-letter"), method: "POST", answer: (request) => dismiss(inbox, request) },
  ]
}
