// How much of a desk's heap is in use after all garbage has been collected, asked of its inspector.

import { appendFileSync, writeFileSync } from "node:fs"
import { z } from "zod"

export type Inspector = {
  readonly heapMegabytes: () => Promise<number>
  /** Writes a snapshot of the heap, for the Memory tab of Chromium's developer tools. */
  readonly snapshot: (file: string) => Promise<void>
  readonly close: () => void
}

const answerShape = z.object({ id: z.number().optional(), result: z.unknown().optional() })
const chunkShape = z.object({
  method: z.literal("HeapProfiler.addHeapSnapshotChunk"),
  params: z.object({ chunk: z.string() }),
})
const usageShape = z.object({ usedSize: z.number() })

/** The address stands in what a process that was started with --inspect says first. */
export async function openInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address)
  const waiting = new Map<number, (result: unknown) => void>()
  let asked = 0
  let onChunk = (_chunk: string) => {}
  socket.addEventListener("message", ({ data }) => {
    const message: unknown = JSON.parse(String(data))
    const chunk = chunkShape.safeParse(message)
    if (chunk.success) return onChunk(chunk.data.params.chunk)
    const { id, result } = answerShape.parse(message)
    if (id !== undefined) waiting.get(id)?.(result)
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve)
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")))
  })
  const ask = (method: string): Promise<unknown> => {
    const id = ++asked
    return new Promise((resolve) => {
      waiting.set(id, (result) => {
        waiting.delete(id)
        resolve(result)
      })
      socket.send(JSON.stringify({ id, method }))
    })
  }
  return {
    heapMegabytes: async () => {
      await ask("HeapProfiler.collectGarbage")
      return usageShape.parse(await ask("Runtime.getHeapUsage")).usedSize / 1024 / 1024
    },
    snapshot: async (file) => {
      writeFileSync(file, "")
      onChunk = (chunk) => appendFileSync(file, chunk)
      await ask("HeapProfiler.takeHeapSnapshot")
    },
    close: () => socket.close(),
  }
}
