// The formatted version of a message: sanitised when it came, and shown in a frame where nothing runs, loads or submits.

import { contentOf } from "../../cases/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page } from "../../page.ts"
import { routes } from "../paths.ts"
import { recordReading } from "./case.ts"
import { framed } from "./enclosed.ts"
import { contentIn, headingOf, loadCase } from "./load.ts"

export const messagePage: Page = {
  method: "GET",
  path: routes.message,
  audience: "see-cases",
  answer: async (request) => {
    const contentId = contentIn(request.params["content"])
    if (contentId === undefined) throw new NotFound()
    const loaded = await loadCase(request)
    const found = await contentOf(request.db, loaded.caseId, contentId)
    if (found?.kind !== "html") throw new NotFound()
    if (found.bytes === null) throw new NotFound("This has been erased.")
    await recordReading(request, `${loaded.reference}.${contentId}`)
    const document = framed("Message", found.bytes.toString("utf8"))
    return { view: "incidents/pages/message.njk", model: { case: headingOf(loaded), document } }
  },
}
