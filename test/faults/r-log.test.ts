// The log must never hold up the desk, nor end it.

import assert from "node:assert/strict"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdtempSync, openSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"

const disk = mkdtempSync(join(tmpdir(), "charter-log-"))
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "charter", disk]).status === 0
after(() => {
  if (isMounted) spawnSync("umount", [disk])
  rmdirSync(disk)
})

function logging(script: string, output: number | "pipe"): ChildProcess {
  const module = new URL("../../src/web/log.ts", import.meta.url).href
  const source = `import { openLog } from ${JSON.stringify(module)}
    import { setTimeout as pause } from "node:timers/promises"
    const log = openLog()
    ${script}`
  return spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", output, "pipe", "ipc"] })
}

test("F18: with a log that nobody reads the process goes on, and drops lines", async () => {
  const child = logging(
    `for (let line = 0; line < 30_000; line++) { log.info({ line, words: "x".repeat(100) }, "said"); if (line % 1000 === 0) await pause(0) }
     process.send("alive")`,
    "pipe",
  )
  const began = performance.now()
  const [said] = await Promise.race([once(child, "message"), pause(8000, ["held up"])])
  assert.equal(said, "alive")
  assert.ok(performance.now() - began < 8000)
  child.kill("SIGKILL")
  await once(child, "exit")
})

test("F18: on a full disk lines are dropped, the process goes on, and logs again once there is room", {
  skip: isMounted ? false : "this account may mount no disk",
}, async () => {
  const ballast = join(disk, "ballast")
  writeFileSync(ballast, Buffer.alloc(1024 * 1024 - 4096))
  const path = join(disk, "log")
  const output = openSync(path, "a")
  const child = logging(
    `for (let line = 0; line < 500; line++) { log.info({ words: "x".repeat(100) }, "said"); if (line % 100 === 0) await pause(5) }
     process.send("full")
     await new Promise((resolve) => process.once("message", resolve))
     log.info("room again"); await pause(100); process.send("done"); process.disconnect()`,
    output,
  )
  closeSync(output)
  assert.deepEqual((await once(child, "message"))[0], "full")
  rmSync(ballast)
  child.send("freed")
  assert.deepEqual((await once(child, "message"))[0], "done")
  const [code] = await once(child, "exit")
  assert.equal(code, 0)
  assert.match(readFileSync(path, "utf8"), /room again/)
})
