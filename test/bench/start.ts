// How long `npm start` takes until the desk is ready, and how much memory its Node processes hold before and after contacts and
// letters have poured in. Arguments: seconds of each kind of load (15), starts (5).

import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import autocannon from "autocannon"
import pg from "pg"
import { z } from "zod"
import { mailClient } from "../faults/mail-client.ts"
import { nodeMegabytes } from "./memory.ts"

const [seconds = 15, starts = 5] = process.argv.slice(2).map(Number)
const root = join(import.meta.dirname, "../..")
const addressesShape = z.object({ web: z.string(), smtp: z.string(), database: z.string(), pid: z.number() })
type Addresses = z.infer<typeof addressesShape>
type Started = { readonly npm: ChildProcess; readonly addresses: Addresses; readonly seconds: number }

const varDir = mkdtempSync(join(tmpdir(), "charter-bench-"))
chmodSync(varDir, 0o711)
const env = { ...process.env, VAR_DIR: varDir, PORT: "0", SMTP_IN_PORT: "0", METRICS_PORT: "0" }

try {
  let desk = await started()
  console.log(`first start, with the demonstration week: ${desk.seconds.toFixed(1)} s`)
  const warm: number[] = []
  for (let turn = 0; turn < starts; turn++) {
    await stopped(desk)
    desk = await started()
    warm.push(desk.seconds)
  }
  console.log(
    `warm starts: ${warm.map((each) => each.toFixed(2)).join(", ")} s; the longest ${Math.max(...warm).toFixed(2)} s`,
  )
  const { pid } = desk.addresses
  const shown = (when: string) =>
    console.log(
      `${when}: ${nodeMegabytes(pid).toFixed(0)} MB, npm ${nodeMegabytes(desk.npm.pid ?? 0).toFixed(0)} MB with it`,
    )
  shown("at rest after a start")
  const most = highest(pid)
  console.log(`contacts: ${await contactsFor(desk.addresses)} accepted`)
  shown("after the contacts")
  console.log(`letters: ${await lettersFor(desk.addresses)} accepted`)
  shown("after the letters")
  console.log(`left unread: ${await unreadAfter(desk.addresses.database, 120_000)}`)
  shown("when they are read, or two minutes later")
  console.log(`at most: ${most.end().toFixed(0)} MB`)
  await stopped(desk)
} finally {
  rmSync(varDir, { recursive: true, force: true })
}

async function started(): Promise<Started> {
  const began = performance.now()
  const npm = spawn("npm", ["start"], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] })
  for (; performance.now() - began < 120_000; await pause(10)) {
    if (npm.exitCode !== null) break
    const addresses = addressesThere()
    if (addresses !== undefined && (await isReady(addresses)))
      return { npm, addresses, seconds: (performance.now() - began) / 1000 }
  }
  throw new Error("the desk did not start")
}

function addressesThere(): Addresses | undefined {
  try {
    return addressesShape.parse(JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8")))
  } catch {
    return undefined
  }
}

function isReady({ web }: Addresses): Promise<boolean> {
  return fetch(`${web}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  )
}

async function stopped({ npm, addresses }: Started): Promise<void> {
  const exit = new Promise((resolve) => npm.once("exit", resolve))
  process.kill(addresses.pid, "SIGTERM")
  await exit
}

function highest(pid: number) {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, nodeMegabytes(pid))
  }, 500)
  return {
    end: () => {
      clearInterval(timer)
      return most
    },
  }
}

async function contactsFor({ web }: Addresses): Promise<number> {
  const body = {
    channel: "email",
    subject: "Cannot open the module",
    body: "The page stays empty. ".repeat(20),
    priority: 3,
  }
  const result = await autocannon({
    url: `${web}/api/v1/contacts`,
    method: "POST",
    connections: 32,
    duration: seconds,
    headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
    body: JSON.stringify({ ...body, from: { name: "Sam Carter", email: "sam.carter@force.example" } }),
  })
  return result["2xx"]
}

async function token(): Promise<string> {
  const child = spawn(join(root, "bin/charter"), ["token", "add", "--name", "Bench", "--role", "administrator"], {
    env,
  })
  let text = ""
  for await (const chunk of child.stdout) text += chunk
  return text.trim()
}

async function lettersFor({ smtp }: Addresses): Promise<number> {
  const until = performance.now() + seconds * 1000
  const lane = async () => {
    const client = await mailClient(Number(smtp.split(":").at(-1)))
    let accepted = 0
    while (performance.now() < until) if ((await client.send(letter())) === 250) accepted += 1
    client.close()
    return accepted
  }
  const lanes = await Promise.all(Array.from({ length: 8 }, lane))
  return lanes.reduce((sum, each) => sum + each, 0)
}

function letter() {
  const id = randomUUID()
  const head = [
    `From: Pat <${id}@force.example>`,
    "To: desk@localhost",
    `Subject: ${id}`,
    `Message-ID: <${id}@force.example>`,
  ]
  const lines = "The page stays empty when I open the module on arrest and detention.\r\n".repeat(140)
  return { from: "pat@force.example", to: "desk@localhost", raw: Buffer.from(`${head.join("\r\n")}\r\n\r\n${lines}`) }
}

async function unreadAfter(database: string, patienceMs: number): Promise<number> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  const unread = async () =>
    Number((await client.query("select count(*) from letters where state = 'received'")).rows[0].count)
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(500))
    if ((await unread()) === 0) break
  const left = await unread()
  await client.end()
  return left
}
