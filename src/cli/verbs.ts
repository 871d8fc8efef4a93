// The list of verbs. Each is loaded only when it is called for.

import type { Command } from "commander"

/** What a verb's file exports: it adds its command to the program. */
export type Verb = { readonly register: (program: Command) => void }

export const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  config: () => import("./config.ts"),
  migrate: () => import("./migrate.ts"),
}
