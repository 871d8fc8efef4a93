// npm run bench:uploads: how much memory a desk takes while files are uploaded to it. The desk is a process of its own, so that what is
// measured is its resident memory and nobody else's; each upload is as large as one may be.

import { fork } from "node:child_process"
import { readFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"

const megabyte = 1024 * 1024
const fileBytes = 10 * megabyte
const file = Buffer.alloc(fileBytes, "a file that somebody uploads ")

if (process.send === undefined) await measure()
else await serve()

type Serving = { readonly address: string; readonly cookie: string; readonly csrf: string }

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, { execArgv: process.execArgv, env: { ...process.env, NODE_ENV: "test" } })
  const serving = await new Promise<Serving>((resolve) => child.once("message", (told: Serving) => resolve(told)))
  await uploads(serving, 1, 1)
  const before = residentMegabytes(child.pid)
  for (const [count, atOnce] of [
    [5, 1],
    [5, 5],
    [20, 10],
  ] as const) {
    const { peak, answers } = await watched(child.pid, () => uploads(serving, count, atOnce))
    console.log(
      `${count} files of 10 MB, ${atOnce} at once: ${answers.join(" ")}; resident memory ${before} MB before, ${peak} MB at most`,
    )
  }
  const { peak, answers } = await watched(child.pid, async () => [await upload(serving, 50 * megabyte)])
  console.log(`one file of 50 MB: ${answers.join(" ")}; ${peak} MB at most`)
  child.kill()
}

async function watched<T>(pid: number | undefined, work: () => Promise<T>): Promise<{ peak: number; answers: T }> {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid))
  }, 10)
  const answers = await work()
  await pause(200)
  clearInterval(timer)
  return { peak, answers }
}

async function uploads(serving: Serving, count: number, atOnce: number): Promise<number[]> {
  const answers: number[] = []
  let left = count
  const lane = async () => {
    while (left-- > 0) answers.push(await upload(serving, fileBytes))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return answers
}

// Without a length that is said beforehand, as a client would that means no good.
async function upload({ address, cookie, csrf }: Serving, bytes: number): Promise<number> {
  async function* body() {
    yield Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--b\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    )
    for (let left = bytes; left > 0; left -= 65_536) yield file.subarray(0, Math.min(left, 65_536))
    yield Buffer.from("\r\n--b--\r\n")
  }
  const headers = { cookie, "content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "same-origin" }
  try {
    const answer = await fetch(`${address}/desk/uploads`, {
      method: "POST",
      headers,
      body: body(),
      duplex: "half",
    } as RequestInit)
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024)
}

async function serve(): Promise<void> {
  const { deskPages } = await import("../support/desk-pages.ts")
  const { colleague } = await import("../support/visitor.ts")
  const { incidentPages } = await import("../../src/incidents/index.ts")
  const { run, sql } = await import("../../src/database/index.ts")
  const desk = await deskPages(incidentPages)
  const address = await desk.server.listen({ port: 0, host: "127.0.0.1" })
  const who = await colleague(desk.server, desk.db, "adviser")
  const csrf = /name="csrf" value="([^"]*)"/.exec((await who.get("/desk/calls/new")).html)?.[1] ?? ""
  const cleaning = setInterval(() => void run(desk.db, sql`delete from uploads where is_whole`), 500)
  process.send?.({ address, cookie: [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; "), csrf })
  process.on("SIGTERM", () => {
    clearInterval(cleaning)
    void desk.close().then(() => process.exit(0))
  })
}
