// A reading thread that never answers.

import { parentPort } from "node:worker_threads"

parentPort?.on("message", () => {
  while (performance.now() >= 0);
})

parentPort?.postMessage("ready")
