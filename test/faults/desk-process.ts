// A desk in a process of its own, on a VAR_DIR and ports of its own, that can be killed in every way and started again.

import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { promisify } from "node:util"
import pg from "pg"
import { z } from "zod"
import { endPostmaster, livingPostmaster } from "../../src/database/embedded-postmaster.ts"
import { dataDirectory, isPortTaken, recordOf } from "../../src/database/embedded-record.ts"
import { childrenOf, killAll } from "./processes.ts"

const root = join(import.meta.dirname, "../..")
const charter = join(root, "bin/charter")
const patienceMs = 120_000

const addressesShape = z.object({
  web: z.string().optional(),
  smtp: z.string().optional(),
  metrics: z.string().optional(),
  database: z.string(),
  pid: z.number(),
})

export type DeskProcess = {
  readonly varDir: string
  /** http://127.0.0.1:PORT: the same after every start. */
  readonly web: string
  readonly smtpPort: number
  readonly metrics: string
  /** Starts it; resolves once it is ready. What is given is added to the environment of this start alone. */
  readonly start: (more?: Environment) => Promise<void>
  /** Starts it and does not wait. */
  readonly begin: (more?: Environment) => void
  readonly ready: () => Promise<void>
  /** Resolves once its process has ended, however it does. */
  readonly end: () => Promise<End>
  /** Ends its process at once. PostgreSQL stays behind. */
  readonly kill: () => Promise<void>
  /** Ends every process of PostgreSQL at once. */
  readonly killDatabase: () => Promise<void>
  /** Ends it in good order, and gives its exit code. */
  readonly stop: () => Promise<number | null>
  /** Ends it however it is, with its PostgreSQL and all that it kept. */
  readonly remove: () => Promise<void>
  /** Runs a verb beside it. */
  readonly verb: (words: readonly string[], input?: string, more?: Environment) => Promise<VerbOutcome>
  readonly token: () => Promise<string>
  /** The address of its embedded database as the owner. */
  readonly ownerUrl: () => Promise<string>
  /** A connection as the owner of the database. */
  readonly owner: () => Promise<pg.Client>
  /** What it has said since the first start, and of that what it said as errors. */
  readonly said: () => string
  readonly errors: () => string
  readonly pid: () => number
  readonly hasEnded: () => boolean
}
/** `code` is null where a signal ended it. */
export type VerbOutcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string }
export type End = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
type Environment = Readonly<Record<string, string>>

/** Prepares a desk and starts nothing yet. `settings` are added to the environment. */
export async function deskProcess(settings: Environment = {}): Promise<DeskProcess> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-faults-"))
  // PostgreSQL may run as another account than ours, which has to pass through.
  chmodSync(varDir, 0o711)
  const [webPort, smtpPort, metricsPort] = [await quietPort(), await quietPort(), await quietPort()]
  const environment = environmentOf({
    VAR_DIR: varDir,
    PORT: `${webPort}`,
    SMTP_IN_PORT: `${smtpPort}`,
    METRICS_PORT: `${metricsPort}`,
    DEMO: "off",
    ...settings,
  })
  let child: ChildProcess | undefined
  let text = ""
  let errors = ""
  const pid = () => child?.pid ?? 0
  const hasEnded = () => child === undefined || child.exitCode !== null || child.signalCode !== null

  let finished: Promise<End> = Promise.resolve({ code: null, signal: null })

  function begin(more: Environment = {}): void {
    child = spawn(charter, ["start"], { env: { ...environment, ...more }, stdio: ["ignore", "pipe", "pipe"] })
    finished = endOf(child)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-1_000_000)
        if (stream === child?.stderr) errors += chunk.toString()
      })
    }
  }

  async function ready(): Promise<void> {
    for (const began = performance.now(); performance.now() - began < patienceMs; await pause(20)) {
      if (hasEnded()) break
      // A desk that was killed has left its file.
      if (addressesIn(varDir)?.pid === pid()) return
    }
    throw new Error(`the desk does not start:\n${text.slice(-3000)}`)
  }

  async function ended(signal: NodeJS.Signals): Promise<number | null> {
    if (child === undefined || hasEnded()) return child?.exitCode ?? null
    child.kill(signal)
    return (await finished).code
  }

  async function killDatabase(): Promise<void> {
    const living = await postmasterOf(varDir)
    // The first process first, so that it starts no others.
    if (living !== undefined) killAll([living, ...childrenOf(living)])
  }

  async function start(more: Environment = {}): Promise<void> {
    begin(more)
    await ready()
  }

  async function remove(): Promise<void> {
    await ended("SIGKILL")
    const living = await postmasterOf(varDir)
    if (living !== undefined) await endPostmaster(living)
    const directory = existsSync(join(varDir, "postgresql.json"))
      ? dataDirectory(varDir, await recordOf(varDir))
      : varDir
    rmSync(directory, { recursive: true, force: true })
    rmSync(varDir, { recursive: true, force: true })
  }

  const verb = (words: readonly string[], input = "", more: Environment = {}) =>
    verbOutcome(words, { ...environment, ...more }, input)

  return {
    varDir,
    web: `http://127.0.0.1:${webPort}`,
    smtpPort,
    metrics: `http://127.0.0.1:${metricsPort}`,
    start,
    begin,
    ready,
    end: () => finished,
    kill: async () => void (await ended("SIGKILL")),
    killDatabase,
    stop: () => ended("SIGTERM"),
    remove,
    verb,
    token: async () => (await verb(["token", "add", "--name", "Faults", "--role", "administrator"])).stdout.trim(),
    ownerUrl: () => ownerUrlOf(varDir),
    owner: () => ownerOf(varDir),
    said: () => text,
    errors: () => errors,
    pid,
    hasEnded,
  }
}

// Of the machine's own environment only what a program needs to run: a desk must not find a database by it.
function environmentOf(settings: Environment): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_ENV } = process.env
  return { ...defined({ PATH, HOME, TMPDIR, NODE_ENV }), ...settings }
}

// All that it said has been heard once it is closed; a PostgreSQL that it leaves behind may keep that from happening.
async function endOf(child: ChildProcess): Promise<End> {
  const closed = once(child, "close")
  await once(child, "exit")
  await Promise.race([closed, pause(100)])
  return { code: child.exitCode, signal: child.signalCode }
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

// Below the ports that systems give out by themselves, so that while the desk is dead nobody is given its port, and nobody
// is sent what was meant for it.
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000)
    if (!(await isPortTaken(port))) return port
  }
}

function addressesIn(varDir: string) {
  try {
    return addressesShape.parse(JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8")))
  } catch {
    return undefined
  }
}

async function postmasterOf(varDir: string): Promise<number | undefined> {
  if (!existsSync(join(varDir, "postgresql.json"))) return undefined
  return livingPostmaster(dataDirectory(varDir, await recordOf(varDir)))?.pid
}

async function ownerUrlOf(varDir: string): Promise<string> {
  const { port, ownerPassword } = await recordOf(varDir)
  return `postgres://charter:${ownerPassword}@127.0.0.1:${port}/charter`
}

async function ownerOf(varDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await ownerUrlOf(varDir) })
  // Its server may be killed while it is open.
  client.on("error", () => {})
  await client.connect()
  return client
}

async function verbOutcome(words: readonly string[], env: NodeJS.ProcessEnv, input: string): Promise<VerbOutcome> {
  const running = promisify(execFile)(charter, [...words], { env, maxBuffer: 64 * 1024 * 1024 })
  running.child.stdin?.on("error", () => {})
  running.child.stdin?.end(input)
  try {
    return { code: 0, ...(await running) }
  } catch (error) {
    const failed = z.object({ code: z.number().nullable(), stdout: z.string(), stderr: z.string() }).safeParse(error)
    if (failed.success) return failed.data
    throw error
  }
}
