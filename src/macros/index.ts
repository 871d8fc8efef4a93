// Snippets and macros: what other features may use of them.

export { type MacroMove, macroMoves } from "./moves.ts"
export { type MacroChoices, macroNavigation, wordingPages } from "./pages/index.ts"
export { paths as wordingPaths } from "./paths.ts"
export {
  type Filled,
  filled,
  type Placeholder,
  type PlaceholderValues,
  placeholders,
  unfilledPlaceholders,
} from "./placeholders.ts"
export { findMacro, findSnippet, type Macro, macrosOf, type Snippet, snippetsOf } from "./store.ts"
