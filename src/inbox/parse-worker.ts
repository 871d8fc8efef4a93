// The thread in which letters are read. It holds no connection and no secret, and it may be ended at any moment.

import { parentPort } from "node:worker_threads"
import { JoinedBlob } from "./joined-blob.ts"
import type { Envelope, ParsedLetter, Quarantine } from "./letter.ts"
import { parsed } from "./parsed.ts"

Object.defineProperty(globalThis, "Blob", { value: JoinedBlob })

type Asked = { readonly raw: Uint8Array<ArrayBuffer>; readonly envelope: Envelope }

parentPort?.on("message", async ({ raw, envelope }: Asked) => {
  const read = await parsed(raw, envelope)
  parentPort?.postMessage(read, buffersOf(read))
})

parentPort?.postMessage("ready")

// Attachments are handed over, not copied; two that share a buffer hand it over once.
function buffersOf(read: ParsedLetter | Quarantine): ArrayBuffer[] {
  if ("quarantined" in read) return []
  return [...new Set(read.attachments.map((attachment) => attachment.bytes.buffer))]
}
