// The settings of backups and drills.

import { about } from "./settings-about.ts"
import { secretKeyFrom } from "./settings-secret.ts"
import { path, span, wholeNumber } from "./settings-types.ts"

export const backupVariables = {
  BACKUP_DIR: path.optional().register(about, {
    sentence:
      "Where the desk keeps its backups and, with an embedded PostgreSQL, every piece of log since; best on another machine's disk.",
    type: "directory",
    default: "no backups but those that are asked for",
  }),
  BACKUP_KEY: secretKeyFrom.optional().register(about, {
    sentence:
      "Encrypts backups; keep a copy away from the desk and from the backups, which are worth nothing without it.",
    type: "32 random bytes in base64",
    default: "backups are not encrypted, and hold no keys",
    secret: true,
  }),
  BACKUP_EVERY: span.default("12h").register(about, {
    sentence: "How often a backup is made into BACKUP_DIR.",
    type: "hours, such as 12h, or off",
    default: "12h",
  }),
  BACKUP_KEEP: wholeNumber(2, 1000).default(14).register(about, {
    sentence: "How many of those backups are kept, with the log since the oldest.",
    type: "2 to 1000",
    default: "14",
  }),
  DRILL_EVERY: span.default("off").register(about, {
    sentence: "How often the newest backup in BACKUP_DIR is restored into a scratch place, measured and thrown away.",
    type: "hours, such as 168h, or off",
    default: "off",
  }),
  POSTGRES_TOOLS: path.optional().register(about, {
    sentence: "Where pg_dump and pg_restore are, which copy a database that DATABASE_URL names.",
    type: "directory",
    default: "looked for along PATH",
  }),
}
