// The place for data beside VAR_DIR, where the account that runs PostgreSQL for a root start cannot reach it.

import { createHash, randomBytes } from "node:crypto"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, sep } from "node:path"
import { sharedDirectory } from "./embedded-binaries.ts"
import { livingPostmaster } from "./embedded-postmaster.ts"

const ownerNote = "var-dir"

/**
 * A new place for the data of a VAR_DIR, in a folder named by the hash of its path. The random last part keeps a new VAR_DIR at an old path from
 * waking data that belonged to the one before it.
 */
export function sharedPlaceFor(varDir: string, shared = sharedDirectory): string {
  sweep(shared)
  const folder = join(shared, createHash("sha256").update(varDir).digest("hex").slice(0, 16))
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  // A tight umask would shut the lent account out of its own folder.
  for (const each of [shared, folder]) chmodSync(each, 0o755)
  writeFileSync(join(folder, ownerNote), `${varDir}\n`, { mode: 0o600 })
  return join(folder, randomBytes(4).toString("hex"))
}

// Data goes with a VAR_DIR that lay in the temporary directory and has gone: nobody else removes it, and trials would fill the disk. That of
// any other VAR_DIR stays for ever, which may only be a disk that is not mounted.
function sweep(shared: string): void {
  for (const name of namesIn(shared)) {
    const folder = join(shared, name)
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true })
  }
}

function isAbandoned(folder: string): boolean {
  const note = join(folder, ownerNote)
  if (!existsSync(note)) return false
  const varDir = readFileSync(note, "utf8").trim()
  if (!varDir.startsWith(`${realpathSync(tmpdir())}${sep}`) || existsSync(varDir)) return false
  return namesIn(folder).every((name) => livingPostmaster(join(folder, name)) === undefined)
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
