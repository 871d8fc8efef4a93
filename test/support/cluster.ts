// The PostgreSQL of the tests: the one that the whole run shares, or one that this process brings up and, as its last user, ends.

import { mkdirSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { startEmbedded } from "../../src/database/index.ts"

let cluster: Promise<string> | undefined

/** The owner's address of the cluster. Its data is worth nothing, so it is not made to survive a crash. */
export function clusterUrl(): Promise<string> {
  cluster ??= process.env["TEST_CLUSTER_URL"] ? Promise.resolve(process.env["TEST_CLUSTER_URL"]) : ownCluster()
  return cluster
}

// One place for all test processes of a person: a second run finds its templates there, and processes that run at once share it.
async function ownCluster(): Promise<string> {
  const varDir = join(tmpdir(), `charter-test-${userInfo().uid}`)
  mkdirSync(varDir, { recursive: true, mode: 0o711 })
  const embedded = await startEmbedded({ varDir, durable: false })
  process.once("beforeExit", () => void embedded.stop())
  return embedded.ownerUrl
}
