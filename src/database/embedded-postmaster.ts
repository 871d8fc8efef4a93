// The server process of the embedded PostgreSQL: is one alive on a data directory, start one, end it.

import { spawn, spawnSync } from "node:child_process"
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { Account } from "./embedded-account.ts"

export type Postmaster = { readonly pid: number; readonly port: number }

export type PostmasterStart = {
  readonly program: string
  readonly account: Account
  readonly directory: string
  readonly port: number
  readonly logFile: string
  readonly parameters: Record<string, string>
}

/** The living server of a data directory, as its pid file tells; a pid that another program has now does not count. */
export function livingPostmaster(directory: string): Postmaster | undefined {
  const [pid, , , port] = linesOf(pidFile(directory)).map(Number)
  if (pid === undefined || port === undefined || !isAlive(pid)) return undefined
  return servesDirectory(pid, directory) ? { pid, port } : undefined
}

/** Starts a server that outlives us. Resolves with its exit code when it ends, or when it could not be started. */
export function startPostmaster(start: PostmasterStart): { ended: Promise<number | null> } {
  forgetForeignPid(start.directory)
  const log = openSync(start.logFile, "w", 0o600)
  const child = spawn(
    start.program,
    ["-D", start.directory, ...asArguments({ port: `${start.port}`, ...start.parameters })],
    {
      ...start.account,
      cwd: "/",
      detached: true,
      env: { LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", log, log],
    },
  )
  closeSync(log)
  child.unref()
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.once("error", () => resolve(null))
  child.once("exit", resolve)
  return { ended: promise }
}

/** Ends a server: at once, but with its files in order ("fast"); by force when it has not gone after `patienceMs`. */
export async function endPostmaster(pid: number, patienceMs = 30_000): Promise<void> {
  signal(pid, "SIGINT")
  if (await hasGone(pid, patienceMs)) return
  signal(pid, "SIGQUIT")
  await hasGone(pid, 5_000)
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

async function hasGone(pid: number, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; isAlive(pid); waitedMs += 20) {
    if (waitedMs >= patienceMs) return false
    await pause(20)
  }
  return true
}

function signal(pid: number, name: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (isAlive(pid)) throw error
  }
}

// A pid file left by a crash can name a process that has nothing to do with us (pids start again after a reboot or in a new
// container), and PostgreSQL would then refuse to start. The file is kept but for the pid, because PostgreSQL also reads from
// it which shared memory to check for survivors of the crash.
function forgetForeignPid(directory: string): void {
  const [pid, ...others] = linesOf(pidFile(directory))
  if (pid === undefined || !isAlive(Number(pid)) || servesDirectory(Number(pid), directory)) return
  const noSuchPid = 2 ** 31 - 1
  writeFileSync(pidFile(directory), [noSuchPid, ...others].join("\n"))
}

function servesDirectory(pid: number, directory: string): boolean {
  const command = existsSync("/proc/self/cmdline")
    ? contentOf(`/proc/${pid}/cmdline`).split("\0")
    : spawnSync("ps", ["-o", "command=", "-p", `${pid}`], { encoding: "utf8" })
        .stdout.trim()
        .split(" ")
  return command.join(" ").includes(` -D ${directory} `) && command[0]?.endsWith("postgres") === true
}

function asArguments(parameters: Record<string, string>): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => ["-c", `${name}=${value}`])
}

function linesOf(path: string): string[] {
  const content = contentOf(path)
  return content === "" ? [] : content.split("\n")
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

function pidFile(directory: string): string {
  return join(directory, "postmaster.pid")
}
