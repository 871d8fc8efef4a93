// What somebody is offered now, as a page: the part of every page that scripts ask for again by itself.

import type { Page } from "../page.ts"

export const offersPath = "/desk/offers"

/** The layout has the offers; the page says what they are. */
export const offersPage: Page = {
  method: "GET",
  path: offersPath,
  audience: "signed-in",
  answer: async () => ({ view: "web/offers.njk", model: {} }),
}
