// One PostgreSQL for a run of the tests, gone with all its data at the end, however the run ends.

import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startEmbedded } from "../../src/database/index.ts"

export async function withCluster<T>(work: () => Promise<T>): Promise<T> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-check-"))
  // PostgreSQL may run as another account than ours, which has to pass through.
  chmodSync(varDir, 0o711)
  const cluster = await startEmbedded({ varDir, durable: false })
  const end = async () => {
    await cluster.stop()
    rmSync(varDir, { recursive: true, force: true })
  }
  const interrupted = () => void end().finally(() => process.exit(1))
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted)
  process.env["TEST_CLUSTER_URL"] = cluster.ownerUrl
  try {
    return await work()
  } finally {
    await end()
  }
}
