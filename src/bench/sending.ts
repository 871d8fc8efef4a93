// Sends letters to a desk from a thread of its own.

import { Worker } from "node:worker_threads"

export type Sending = {
  readonly port: number
  readonly connections: number
  readonly letters:
    | { readonly are: "made"; readonly from: string; readonly count: number }
    | { readonly are: "given"; readonly from: string; readonly raws: readonly string[] }
}

/** Resolves when every letter has been accepted; rejects where one was not. */
export function sendLetters(sending: Sending): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = new Worker(new URL("./send-worker.ts", import.meta.url), { workerData: sending })
  worker.once("error", reject)
  worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the sending thread ended with ${code}`))))
  return promise
}
