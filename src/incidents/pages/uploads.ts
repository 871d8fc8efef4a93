// A file is uploaded before anything is sent: one at a time, so that the page can show how far it is.

import { actorOf } from "../../asked.ts"
import { Invalid, Refused } from "../../errors.ts"
import { keepUpload, uploadsOf } from "../../files/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { routes } from "../paths.ts"
import { mustHaveTakenFiles } from "./writing-fields.ts"
import { shownUpload } from "./writing-view.ts"

export const uploadPage: Page = {
  method: "POST",
  path: routes.uploads,
  // Whoever may write a note may attach to it; a reply and a call need no less.
  audience: "note",
  takesFiles: true,
  answer: uploaded,
}

async function uploaded(request: PageRequest): Promise<PageAnswer> {
  const { db, at, files = [] } = request
  const actor = actorOf(request)
  try {
    mustHaveTakenFiles(request)
    const [file] = files
    if (file === undefined) throw new Invalid([{ field: "files", message: "Choose a file" }])
    const [upload] = await uploadsOf(db, actor, [await keepUpload(db, actor, file, at)])
    return answer(upload === undefined ? [] : [shownUpload(upload)], null, 200)
  } catch (error) {
    if (error instanceof Invalid) return answer([], error.fields[0]?.message ?? "", 400)
    if (error instanceof Refused) return answer([], error.message, 422)
    throw error
  }
}

function answer(uploads: readonly object[], fault: string | null, status: number): PageAnswer {
  return { view: "incidents/pages/parts/uploaded.njk", model: { uploads, fault }, status }
}
