// Files, letters and long texts of a case, to be saved: never shown by our own origin, whatever they say that they are.

import { contentOf } from "../../cases/index.ts"
import { NotAllowed, NotFound, Refused } from "../../errors.ts"
import type { Page } from "../../page.ts"
import { routes } from "../paths.ts"
import { recordReading } from "./case.ts"
import { contentIn, filesIn, type LoadedCase, loadCase } from "./load.ts"
import { visibleLine } from "./visible.ts"

const endings: Readonly<Record<string, string>> = {
  letter: "letter.eml",
  notice: "message.eml",
  html: "formatted.html",
  file: "file",
}

export const filePage: Page = {
  method: "GET",
  path: routes.file,
  audience: "see-cases",
  answer: async (request) => {
    const contentId = contentIn(request.params["content"])
    if (contentId === undefined) throw new NotFound()
    const loaded = await loadCase(request)
    const found = await contentOf(request.db, loaded.caseId, contentId)
    if (found === undefined) throw new NotFound()
    if (found.bytes === null) throw new NotFound("This has been erased.")
    mustBeOpen(loaded, contentId)
    await recordReading(request, `${loaded.reference}.${contentId}`)
    return { download: found.bytes, fileName: fileName(loaded, contentId, found.kind) }
  },
}

// What has not been checked nobody opens; what a virus was found in opens who has a right to.
function mustBeOpen({ unchecked, quarantined, opensQuarantine }: LoadedCase, contentId: number): void {
  if (unchecked.has(contentId)) {
    throw new Refused("This file is waiting to be checked for viruses. It can be opened once that is done.")
  }
  if (quarantined.has(contentId) && !opensQuarantine) {
    throw new NotAllowed("A virus was found in this file, so it is in quarantine. Few people may open it.")
  }
}

// The name that the sender gave is only ever a name: where it lies and what it is do not follow from it.
function fileName({ timeline, texts, reference }: LoadedCase, contentId: number, kind: string): string {
  const file = timeline.flatMap(({ event }) => filesIn(event)).find((each) => each.bytes.content === contentId)
  const given = file === undefined ? null : (texts.get(file.name.content) ?? null)
  if (given !== null) return visibleLine(given, 120).replace(/[/\\:*?"<>|]/g, "_")
  return `${reference}-${contentId}-${endings[kind] ?? `${kind}.txt`}`
}
