// The project's own files as the guards read them.

import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const root = join(import.meta.dirname, "../..")

export type SourceFile = { readonly path: string; readonly text: string; readonly code: string }

/** TypeScript files under some folders, with their code apart from its comments and the words in its strings. */
export function sources(...folders: string[]): SourceFile[] {
  return found(folders.map((folder) => `${folder}/**/*.ts`)).map(({ path, text }) => ({
    path,
    text,
    code: codeOf(text),
  }))
}

/** Files of a pattern, from the root of the project. */
export function found(patterns: readonly string[]): { path: string; text: string }[] {
  return globSync(patterns, { cwd: root })
    .filter((path) => !path.includes("node_modules") && !path.startsWith("src/web/assets/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
}

export function isTest(path: string): boolean {
  return /\.test\.ts$|\/(test|sample)-[^/]+\.ts$|^test\//.test(path)
}

// In the order in which they are met, so that `//` in a string is no comment and a quote in a comment opens no string. What is
// interpolated in a template stays, because it is code.
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (match) =>
    match.startsWith("/") ? "" : '""',
  )
}
