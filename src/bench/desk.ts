// A desk as a process of its own, on a scratch database, with a token and a session to ask it by.

import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { transaction } from "../database/index.ts"
import { addToken, beginSession } from "../people/index.ts"
import { realNow } from "../time/index.ts"
import type { Scratch } from "./scratch.ts"

export type BenchDesk = {
  readonly web: string
  readonly smtpPort: number
  readonly pid: number
  /** Asks the API; throws for any other answer than 2xx. */
  readonly api: (path: string) => Promise<unknown>
  /** Posts to the API; throws for any other answer than 2xx. */
  readonly post: (path: string, body: object) => Promise<unknown>
  /** Asks for a page as a colleague who has signed in; throws for any other answer than 200. */
  readonly page: (path: string) => Promise<string>
  readonly token: string
  readonly stop: () => Promise<void>
}

const addresses = z.object({ web: z.string(), smtp: z.string(), pid: z.number() })
const program = join(import.meta.dirname, "../cli/main.ts")
const patienceMilliseconds = 120_000

export type BenchDeskOptions = {
  /** Sets the desk's clock, as NOW does. */
  readonly now?: string
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>
  /** Options of Node itself. */
  readonly node?: readonly string[]
  /** Told what the desk writes to its error output; it goes to ours unless somebody listens. */
  readonly onWords?: (words: string) => void
}

export async function startBenchDesk(scratch: Scratch, options: BenchDeskOptions = {}): Promise<BenchDesk> {
  const { now, environment, node = [], onWords } = options
  rmSync(join(scratch.varDir, "addresses.json"), { force: true })
  const env = {
    ...scratch.environment,
    VAR_DIR: scratch.varDir,
    PORT: "0",
    SMTP_IN_PORT: "0",
    METRICS_PORT: "off",
    DEMO: "off",
    SECRET_KEY: scratch.secretKey.toString("base64"),
    ...environment,
    ...(now === undefined ? {} : { NODE_ENV: "test", NOW: now }),
  }
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...node, program, "start"], {
    env,
    stdio: ["ignore", "ignore", onWords === undefined ? "inherit" : "pipe"],
  })
  child.stderr?.on("data", (words: Buffer) => onWords?.(words.toString()))
  const { web, smtp, pid } = await ready(child, scratch.varDir)
  const { token, cookie } = await visitorOf(scratch)
  return {
    web,
    pid,
    token,
    smtpPort: Number(smtp.split(":").at(-1)),
    api: async (path) => JSON.parse(await answered(`${web}/api/v1${path}`, { authorization: `Bearer ${token}` })),
    post: async (path, body) => JSON.parse(await posted(`${web}/api/v1${path}`, token, body)),
    page: (path) => answered(`${web}${path}`, { cookie }),
    stop: () => stopped(child),
  }
}

async function visitorOf({ db }: Scratch): Promise<{ token: string; cookie: string }> {
  return await transaction(db, async (tx) => {
    const { token, personId } = await addToken(tx, { name: "Bench", role: "administrator" }, realNow())
    const session = { personId, userAgent: "charter bench", remoteAddress: "127.0.0.1", method: "password" } as const
    const secret = await beginSession(tx, session, realNow())
    return { token, cookie: `charter-session=${secret}` }
  })
}

async function posted(url: string, token: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}

async function answered(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers, redirect: "error" })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}

async function ready(child: ChildProcess, varDir: string): Promise<z.infer<typeof addresses>> {
  for (const began = performance.now(); performance.now() - began < patienceMilliseconds; await pause(50)) {
    if (child.exitCode !== null) break
    const found = addressesIn(varDir)
    if (found !== undefined) return found
  }
  child.kill("SIGKILL")
  throw new Error("the desk did not start")
}

function addressesIn(varDir: string): z.infer<typeof addresses> | undefined {
  try {
    return addresses.parse(JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8")))
  } catch {
    return undefined
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  await exit
}
