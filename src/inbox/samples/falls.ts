// A reading thread that falls at the first letter, and one that ends.

import { parentPort } from "node:worker_threads"

parentPort?.on("message", ({ raw }: { raw: Uint8Array }) => {
  if (raw.length === 0) process.exit(3)
  throw new Error("fell")
})

parentPort?.postMessage("ready")
