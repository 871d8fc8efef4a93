// Published articles that may answer what somebody is about to report.

import type { Reads } from "../database/index.ts"
import { paths } from "./paths.ts"
import { suggestPublished } from "./store.ts"

export type Suggestion = { readonly title: string; readonly summary: string; readonly href: string }

const most = 3
/** So few letters say nothing yet. */
const fewestLetters = 4
/** More words than this are no question in a few words. */
const longest = 300

/** At most three, the best first; none where the words say too little. */
export async function suggestedAnswers(on: Reads, typed: string): Promise<Suggestion[]> {
  const words = typed.slice(0, longest).toWellFormed().replace(/\s+/g, " ").trim()
  if (words.length < fewestLetters) return []
  const found = await suggestPublished(on, words, most)
  return found.map(({ slug, title, summary }) => ({ title, summary, href: paths.article(slug) }))
}
