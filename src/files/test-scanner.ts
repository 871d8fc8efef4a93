// A scanner for tests: a real clamd where one is installed, with one signature of its own and on a socket of its own; else the double.

import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { until } from "../../test/support/until.ts"
import { eicar, testClamd } from "./test-clamd.ts"

export type TestScanner = { readonly url: string; readonly isReal: boolean; readonly close: () => Promise<void> }

/** Where clamd is; Debian keeps it where only root looks. */
export const installedClamd = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]
  .map((folder) => join(folder, "clamd"))
  .find((path) => existsSync(path))

export async function testScanner(): Promise<TestScanner> {
  if (installedClamd !== undefined) return await realClamd(installedClamd)
  const { url, close } = await testClamd()
  return { url, isReal: false, close }
}

async function realClamd(program: string): Promise<TestScanner> {
  const folder = mkdtempSync(join(tmpdir(), "charter-clamd-"))
  const socket = join(folder, "clamd.ctl")
  writeFileSync(join(folder, "test.ndb"), `Eicar-Test-Signature:0:*:${eicar.toString("hex")}\n`)
  const lines = [
    `DatabaseDirectory ${folder}`,
    `LocalSocket ${socket}`,
    "Foreground yes",
    `TemporaryDirectory ${folder}`,
  ]
  writeFileSync(join(folder, "clamd.conf"), `${lines.join("\n")}\n`)
  const daemon = spawn(program, ["--config-file", join(folder, "clamd.conf")], { stdio: "ignore" })
  const ended = new Promise<void>((resolve) => daemon.on("close", () => resolve()))
  await until(() => existsSync(socket) || daemon.exitCode !== null)
  const close = async () => {
    daemon.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  if (daemon.exitCode === null) return { url: `unix://${socket}`, isReal: true, close }
  await close()
  throw new Error(`${program} did not start`)
}
