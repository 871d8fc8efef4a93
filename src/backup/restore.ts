// Lays a backup out in an empty VAR_DIR and brings it to a moment. What follows on the running server is the caller's: it gets its place only at `finish`.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { beginAdoption, type PrivateServer } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { type Archive, archive } from "./archive.ts"
import { secretKeyFile } from "./desk-files.ts"
import { syncFolder } from "./folder.ts"
import type { Manifest } from "./manifest.ts"
import { recovered } from "./recover.ts"
import { unpackBackup } from "./unpack.ts"
import { isHistory } from "./wal-name.ts"

export type RestorePlan = {
  readonly folder: string
  readonly manifest: Manifest
  readonly key: Buffer | undefined
  readonly varDir: string
  /** Where log after the backup lies: the first one is where the restored server's own history is noted. */
  readonly archives: readonly Archive[]
  readonly to: number | undefined
}

export type Restored = {
  /** The restored server, which only we can reach. */
  readonly server: PrivateServer
  /** Ends the server and gives everything its place in VAR_DIR. */
  readonly finish: () => Promise<void>
  /** Ends the server and removes everything. */
  readonly abandon: () => Promise<void>
}

/** Restores up to a running server. What had been made is removed again where it fails. */
export async function restoreBackup(plan: RestorePlan): Promise<Restored> {
  const adoption = await beginAdoption(plan.varDir)
  const desk = join(plan.varDir, ".being-restored")
  rmSync(desk, { recursive: true, force: true })
  mkdirSync(desk, { mode: 0o700 })
  let server: PrivateServer | undefined
  const abandon = async () => {
    await server?.stop()
    adoption.abandon()
    rmSync(desk, { recursive: true, force: true })
  }
  try {
    await unpackBackup(plan.folder, plan.manifest, plan.key, { data: adoption.draft, desk, owner: adoption.owner })
    refuseOtherKey(plan.varDir, desk)
    server = await recovered({ directory: adoption.draft, owner: adoption.owner, ...plan })
    await adoption.setPassword(server.urlOf("postgres"))
  } catch (error) {
    await abandon()
    throw error
  }
  const running = server
  const finish = async () => {
    await running.stop()
    await noteHistory(adoption.draft, plan.archives[0])
    for (const name of readdirSync(desk)) cpSync(join(desk, name), join(plan.varDir, name), { recursive: true })
    rmSync(desk, { recursive: true, force: true })
    syncFolder(plan.varDir)
    adoption.finish()
  }
  return { server: running, finish, abandon }
}

// Another restore from the same archive must choose another name for its history.
async function noteHistory(directory: string, first: Archive | undefined): Promise<void> {
  if (first === undefined) return
  const folder = join(directory, "pg_wal")
  for (const name of readdirSync(folder).filter(isHistory)) await archive(first, name, join(folder, name))
}

function refuseOtherKey(varDir: string, desk: string): void {
  const [present, restored] = [join(varDir, secretKeyFile), join(desk, secretKeyFile)]
  if (!existsSync(present) || !existsSync(restored)) return
  if (readFileSync(present).equals(readFileSync(restored))) return
  throw new Refused(
    `${present} is another key than the backup's, with which every link and reply address was made: move it away first.`,
  )
}
