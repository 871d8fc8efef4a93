// What of VAR_DIR must last beside the database: letters in the spool and, where the backup is encrypted, the keys.

import { readdirSync } from "node:fs"
import { join } from "node:path"

export const secretKeyFile = "secret-key"
export function secretKeyFileIn(varDir: string): string {
  return join(varDir, secretKeyFile)
}

/** Files of VAR_DIR that let whoever has them speak as the desk. */
const secretFiles = [secretKeyFile, "head-key"]

/** The paths in VAR_DIR that are to be kept: what is secret only where nobody else can read the backup. Some may go before they are read. */
export function deskFiles(varDir: string, isEncrypted: boolean): string[] {
  const names = new Set(namesIn(varDir))
  const letters = namesIn(join(varDir, "spool")).filter((name) => name.endsWith(".eml"))
  const secrets = isEncrypted ? secretFiles.filter((name) => names.has(name)) : []
  return [...letters.map((name) => `spool/${name}`), ...secrets]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
    throw error
  }
}
