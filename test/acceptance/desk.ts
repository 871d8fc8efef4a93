// A desk as its users have it: started from the command line on an empty folder, asked over HTTP and from the shell, moved on in time by starting it again.

import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { z } from "zod"

const program = join(import.meta.dirname, "../../bin/charter")
const startLimitMs = 60_000

const addresses = z.object({
  web: z.url(),
  smtp: z.string(),
  metrics: z.string(),
  database: z.string().startsWith("postgres://"),
  pid: z.int(),
})

const someAddresses = addresses.partial({ web: true, smtp: true, metrics: true })

export type Addresses = z.infer<typeof addresses>
export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: unknown
}

type Settings = Readonly<Record<string, string>>

export type Desk = {
  readonly varDir: string
  readonly addresses: () => Addresses
  /** The addresses of a desk that runs only a part. */
  readonly someAddresses: () => z.infer<typeof someAddresses>
  /** Everything that the desk and its verbs have written to their outputs so far. */
  readonly log: () => string
  /** Stops the desk and starts it at another time. */
  readonly movedTo: (now: string) => Promise<void>
  readonly start: (now: string) => Promise<void>
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
  /** A verb of the command line, in the desk's own settings and those that are given. */
  readonly run: (words: readonly string[], input?: string | Buffer, settings?: Settings) => Promise<Ran>
  readonly token: (role: string, name?: string) => Promise<string>
  readonly ask: (
    token: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
  /** Ends the desk and everything that it kept. */
  readonly end: () => Promise<void>
}

/** A desk that runs from `now`; without it, only a place for one. */
export async function desk(now?: string, settings: Settings = {}): Promise<Desk> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-acceptance-"))
  // Where root starts the desk, PostgreSQL runs as another user: its data is to lie here too, and go with the rest.
  chmodSync(varDir, 0o777)
  const environment = { ...plainSettings(varDir), ...settings }
  const running: Running = { child: undefined }
  const logFile = join(varDir, "desk.log")
  const start = async (at: string) => {
    running.child = await started({ ...environment, NOW: at }, logFile)
  }
  const stop = (signal: NodeJS.Signals) => ended(running, signal)
  if (now !== undefined) await start(now)
  return {
    varDir,
    addresses: () => addresses.parse(read(varDir)),
    someAddresses: () => read(varDir),
    log: () => readFileSync(logFile, "utf8"),
    start,
    movedTo: async (at) => {
      await stop("SIGTERM")
      await start(at)
    },
    stop: () => stop("SIGTERM"),
    kill: () => stop("SIGKILL"),
    run: (words, input, given) => ran({ ...environment, ...given }, words, input),
    token: async (role, name = `The ${role}`) => {
      const { code, out, err } = await ran(environment, ["token", "add", "--name", name, "--role", role])
      if (code !== 0) throw new Error(`no token was added: ${err}`)
      return out.trim()
    },
    ask: (token, method, path, body, headers) => asked(read(varDir).web ?? "", { token, method, path, body, headers }),
    end: async () => {
      await stop("SIGTERM")
      rmSync(varDir, { recursive: true, force: true })
    },
  }
}

type Running = { child: ChildProcess | undefined }

// A test file that breaks before its desk is anybody's to end leaves none behind.
const living = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of living) child.kill("SIGTERM")
})

// Nothing of this process's own settings reaches the desk, so that a test run may be given a database of its own.
function plainSettings(varDir: string): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env
  const listeners = { PORT: "0", SMTP_IN_PORT: "0", METRICS_PORT: "0" }
  return { PATH, HOME, NODE_ENV: "test", DEMO: "off", VAR_DIR: varDir, ...listeners }
}

function read(varDir: string): z.infer<typeof someAddresses> {
  return someAddresses.parse(JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8")))
}

async function started(environment: Record<string, string>, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, "a")
  const child = spawn(program, ["start"], { env: environment, stdio: ["ignore", log, log] })
  closeSync(log)
  living.add(child)
  child.once("exit", () => living.delete(child))
  const deadline = performance.now() + startLimitMs
  while (!isReady(environment["VAR_DIR"] ?? "", child.pid)) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`the desk did not start:\n${readFileSync(logFile, "utf8").slice(-4000)}`)
    await sleep(50)
  }
  return child
}

// A killed desk leaves its addresses behind; they are this one's once they carry its pid.
function isReady(varDir: string, pid: number | undefined): boolean {
  try {
    return read(varDir).pid === pid
  } catch {
    return false
  }
}

async function ended(running: Running, signal: NodeJS.Signals): Promise<void> {
  const { child } = running
  running.child = undefined
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once("exit", resolve))
  child.kill(signal)
  await exit
}

function ran(environment: Record<string, string>, words: readonly string[], input: string | Buffer = ""): Promise<Ran> {
  const child = spawn(program, words, { env: environment })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on("data", (chunk) => out.push(chunk))
  child.stderr.on("data", (chunk) => err.push(chunk))
  child.stdin.on("error", () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }))
  })
}

type Question = {
  readonly token: string | null
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>> | undefined
}

// A text is sent as it is, so that what is no JSON can be sent too.
async function asked(web: string, { token, method, path, body, headers }: Question): Promise<Answer> {
  const all = new Headers(headers)
  if (token !== null && !all.has("authorization")) all.set("authorization", `Bearer ${token}`)
  if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json")
  const sent = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body)
  const response = await fetch(`${web}${path}`, { method, headers: all, body: sent, redirect: "manual" })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json") ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== "" ? JSON.parse(text) : undefined,
  }
}
