// A reading thread that takes all the memory it can get.

import { parentPort } from "node:worker_threads"

const kept: string[][] = []

parentPort?.on("message", () => {
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `${index}`.repeat(10)))
})

parentPort?.postMessage("ready")
