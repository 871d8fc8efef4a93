// The pages on which snippets and macros are kept.

import type { Page } from "../../page.ts"
import { paths } from "../paths.ts"
import { type MacroChoices, macroPages } from "./macros.ts"
import { snippetPages } from "./snippets.ts"

export type { MacroChoices } from "./macros.ts"

export function wordingPages(choices: MacroChoices): Page[] {
  return [...snippetPages, ...macroPages(choices)]
}

export const macroNavigation = [
  { text: "Snippets", href: paths.list("snippets"), also: [paths.list("macros")], audience: "write-wording" },
] as const
