// Streams of changes as open pages hold them.

import { Agent, get, type IncomingMessage } from "node:http"

export type Stream = { readonly status: number; readonly retryMs: number; readonly close: () => void }

const agent = new Agent({ keepAlive: false })

/** Opens one; resolves when it was told that it is heard, or refused. */
export function openStream(web: string, cookie: string, onChange: () => void = () => {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(`${web}/desk/changes`, { agent, headers: { cookie } }, (answer) => {
      const close = () => request.destroy()
      if (answer.statusCode !== 200) resolve({ status: answer.statusCode ?? 0, retryMs: Number.NaN, close })
      else heard(answer, (retryMs) => resolve({ status: 200, retryMs, close }), onChange)
    })
    request.on("error", reject)
  })
}

function heard(answer: IncomingMessage, onListening: (retryMs: number) => void, onChange: () => void): void {
  answer.on("error", () => undefined)
  answer.setEncoding("utf8")
  answer.on("data", (piece: string) => {
    const retryMs = /^retry: (\d+)$/m.exec(piece)?.[1]
    if (retryMs !== undefined) onListening(Number(retryMs))
    if (piece.includes("case-changed")) onChange()
  })
}

/** Several, a few at a time or all at one moment. */
export async function openStreams(
  web: string,
  cookies: readonly string[],
  count: number,
  atOnce = 50,
): Promise<Stream[]> {
  const all: Stream[] = []
  for (let begun = 0; begun < count; begun += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - begun) }, (_none, index) =>
      openStream(web, cookies[(begun + index) % cookies.length] ?? ""),
    )
    all.push(...(await Promise.all(some)))
  }
  return all
}

export function median(all: readonly number[], share = 0.5): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length * share)] ?? Number.NaN
}
