// The list of verbs. Each is loaded only when it is called for.

import type { Command } from "commander"

/** What a verb's file exports: it adds its command to the program. */
export type Verb = { readonly register: (program: Command) => void }

export const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  backup: () => import("./backup.ts"),
  bench: () => import("./bench.ts"),
  check: () => import("./check.ts"),
  clock: () => import("./clock.ts"),
  config: () => import("./config.ts"),
  correct: () => import("./correct.ts"),
  drill: () => import("./drill.ts"),
  due: () => import("./due.ts"),
  elapsed: () => import("./elapsed.ts"),
  head: () => import("./head.ts"),
  holidays: () => import("./holidays.ts"),
  import: () => import("./import.ts"),
  line: () => import("./line.ts"),
  mailbox: () => import("./mailbox.ts"),
  migrate: () => import("./migrate.ts"),
  restore: () => import("./restore.ts"),
  start: () => import("./start.ts"),
  redact: () => import("./redact.ts"),
  register: () => import("./register.ts"),
  verify: () => import("./verify.ts"),
  publish: () => import("./publish.ts"),
  receive: () => import("./receive.ts"),
  staff: () => import("./staff.ts"),
  token: () => import("./token.ts"),
  "what-if": () => import("./what-if.ts"),
}
