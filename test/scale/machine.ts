// One process of a desk that several run together: a web or a worker, with a VAR_DIR of its own, on a database that is elsewhere.

import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { promisify } from "node:util"
import { z } from "zod"

const charter = join(import.meta.dirname, "../../bin/charter")
const patienceMs = 60_000

const addressesShape = z.object({
  web: z.string().optional(),
  smtp: z.string().optional(),
  metrics: z.string().optional(),
  pid: z.number(),
})

export type Machine = {
  readonly role: Role
  /** Where its pages are; "" for a worker. */
  readonly web: () => string
  readonly smtpPort: () => number
  readonly metrics: () => string
  readonly pid: () => number
  readonly ready: () => Promise<void>
  readonly isAlive: () => boolean
  /** Whether it has said where it is. */
  readonly isUp: () => boolean
  /** Ends it at once. */
  readonly kill: () => Promise<void>
  /** Asks it to end, and tells how that went. */
  readonly stop: () => Promise<{ readonly code: number | null; readonly milliseconds: number }>
  readonly said: () => string
  readonly verb: (words: readonly string[]) => Promise<string>
  readonly remove: () => Promise<void>
}
export type Role = "all" | "web" | "worker"

/** Starts one. `settings` name the database and whatever all have in common. */
export function machine(role: Role, settings: Readonly<Record<string, string>>): Machine {
  const varDir = mkdtempSync(join(tmpdir(), `charter-${role}-`))
  const environment = environmentOf({ VAR_DIR: varDir, ROLE: role, ...settings })
  const child = spawn(charter, ["start"], { env: environment, stdio: ["ignore", "pipe", "pipe"] })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-1_000_000)
    })
  }
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const addresses = () => addressesIn(varDir)

  async function ready(): Promise<void> {
    for (const began = performance.now(); performance.now() - began < patienceMs && isAlive(); await pause(20)) {
      if (addresses() !== undefined) return
    }
    throw new Error(`a ${role} does not start:\n${text.slice(-3000)}`)
  }

  return {
    role,
    web: () => addresses()?.web ?? "",
    smtpPort: () => Number(addresses()?.smtp?.split(":").at(-1)),
    metrics: () => addresses()?.metrics ?? "",
    pid: () => child.pid ?? 0,
    ready,
    isAlive,
    isUp: () => addresses() !== undefined,
    kill: async () => void (await ended(child, "SIGKILL")),
    stop: () => ended(child, "SIGTERM"),
    said: () => text,
    verb: async (words) => (await promisify(execFile)(charter, [...words], { env: environment })).stdout.trim(),
    remove: async () => {
      await ended(child, "SIGKILL")
      rmSync(varDir, { recursive: true, force: true })
    },
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals) {
  const began = performance.now()
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit")
    child.kill(signal)
    await exit
  }
  return { code: child.exitCode, milliseconds: performance.now() - began }
}

// Of the machine's own environment only what a program needs to run: a desk must not find a database by it.
function environmentOf(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR", "NODE_COMPILE_CACHE"].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(kept), ...settings }
}

function addressesIn(varDir: string) {
  try {
    return addressesShape.parse(JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8")))
  } catch {
    return undefined
  }
}
