// How much of a desk's heap is in use after all garbage has been collected, asked of its inspector.

import { z } from "zod"

export type Inspector = { readonly heapMegabytes: () => Promise<number>; readonly close: () => void }

const answerShape = z.object({ id: z.number().optional(), result: z.unknown() })
const usageShape = z.object({ usedSize: z.number() })

/** The address stands in what a process that was started with --inspect says first. */
export async function openInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address)
  const waiting = new Map<number, (result: unknown) => void>()
  let asked = 0
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = answerShape.parse(JSON.parse(String(data)))
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
    close: () => socket.close(),
  }
}
