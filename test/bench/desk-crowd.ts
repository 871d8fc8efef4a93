// F71: 5,000 connections that say nothing, then 1,000 streams that all come back at one moment: what others notice of it.

import { connect, type Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { type Measured, paced } from "./desk-pages.ts"
import { median, openStreams } from "./desk-streams.ts"
import { secondsOf } from "./processor.ts"

const idleCount = 5000
const streamCount = 1000
const atOnce = 250

type Parts = {
  readonly web: string
  readonly pid: number
  readonly cookies: readonly string[]
  readonly page: Omit<Measured, "floor">
}

export async function crowdFigures({ web, pid, cookies, page }: Parts): Promise<void> {
  console.log(await paced({ ...page, what: "F71: queue page before the crowd" }))
  await idle(web, page)
  await stampede(web, pid, cookies, page)
}

async function idle(web: string, page: Parts["page"]): Promise<void> {
  const sockets: Socket[] = []
  for (let begun = 0; begun < idleCount; begun += atOnce)
    sockets.push(...(await Promise.all(Array.from({ length: atOnce }, () => opened(web)))))
  const open = () => sockets.filter((each) => !each.destroyed).length
  const before = open()
  console.log(await paced({ ...page, what: `F71: queue page with ${before} idle connections` }))
  console.log(`F71: of ${before} connections that said nothing the desk has ended ${before - open()} by then`)
  for (const each of sockets) each.destroy()
}

function opened(web: string): Promise<Socket> {
  const { hostname, port } = new URL(web)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(socket))
    socket.on("error", reject).resume()
  })
}

// The worst case: every browser forgets how long it was told to wait.
async function stampede(web: string, pid: number, cookies: readonly string[], page: Parts["page"]): Promise<void> {
  const first = await openStreams(web, cookies, streamCount)
  for (const each of first) each.close()
  await pause(500)
  const [began, before] = [performance.now(), secondsOf(pid)]
  const users = usersMeanwhile(page)
  const again = await openStreams(web, cookies, streamCount, streamCount)
  const spent = performance.now() - began
  const pages = await users()
  const heard = again.filter(({ status }) => status === 200)
  const waits = heard.map(({ retryMs }) => retryMs)
  console.log(
    `F71: ${streamCount} streams at one moment: ${heard.length} heard within ${spent.toFixed(0)} ms, for ${(secondsOf(pid) - before).toFixed(2)} s of processor time; ` +
      `pages asked for meanwhile: median ${median(pages).toFixed(0)} ms, longest ${Math.max(...pages).toFixed(0)} ms of ${pages.length}; ` +
      `told to come back after ${Math.min(...waits)} to ${Math.max(...waits)} ms, median ${median(waits)}`,
  )
  for (const each of again) each.close()
}

function usersMeanwhile({ url, cookie }: Parts["page"]): () => Promise<number[]> {
  let isOver = false
  const times: number[] = []
  const asking = (async () => {
    while (!isOver) {
      const began = performance.now()
      const answer = await fetch(url, { headers: { cookie } })
      await answer.text()
      if (answer.status !== 200) throw new Error(`a page was answered with ${answer.status}`)
      times.push(performance.now() - began)
    }
  })()
  return async () => {
    isOver = true
    await asking
    return times
  }
}
