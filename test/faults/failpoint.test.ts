import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { test } from "node:test"
import { promisify } from "node:util"
import { z } from "zod"

const file = join(import.meta.dirname, "../../src/failpoint.ts")

// A process of its own each time: what is armed stays armed, and what is killed is gone.
async function ran(code: string) {
  const script = `const { armFailpoints, fail, faultsFrom } = await import(${JSON.stringify(file)})
    const arm = (text) => armFailpoints(faultsFrom(text))
    ${code}`
  const running = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script])
  const failed = z.object({ signal: z.string().nullish(), stdout: z.string(), stderr: z.string() })
  return running.catch((error: unknown) => failed.parse(error)).then((each) => failed.parse(each))
}

test("a point that throws at the third time throws then, says so, and never again", async () => {
  const { stdout, stderr } = await ran(`
    arm("verb.before_commit=throw@3")
    for (let time = 1; time <= 5; time++) {
      try { await fail("verb.before_commit"); console.log(time) } catch (error) { console.log(error.message) }
    }`)
  assert.deepEqual(stdout.trim().split("\n"), ["1", "2", "failpoint verb.before_commit", "4", "5"])
  assert.equal(stderr, "failpoint verb.before_commit=throw@3\n")
})

test("a point that kills ends the process without another word", async () => {
  const { signal, stdout, stderr } = await ran(`
    arm("sweep.after_commit=delay:1;inbox.after_commit=kill@2")
    process.on("exit", () => console.log("exit"))
    await fail("inbox.after_commit")
    console.log("once")
    await fail("inbox.after_commit")
    console.log("twice")`)
  assert.equal(signal, "SIGKILL")
  assert.equal(stdout, "once\n")
  assert.equal(stderr, "failpoint inbox.after_commit=kill@2\n")
})

test("a point that waits lets others go on meanwhile", async () => {
  const { stdout } = await ran(`
    arm("case.after_commit=delay:150")
    const began = performance.now()
    const waiting = fail("case.after_commit").then(() => console.log(performance.now() - began >= 149))
    setTimeout(() => console.log("meanwhile"), 10)
    await waiting`)
  assert.equal(stdout, "meanwhile\ntrue\n")
})

test("an unarmed point costs less than a hundred nanoseconds", async () => {
  const { stdout } = await ran(`
    armFailpoints([])
    const round = () => {
      const began = performance.now()
      for (let time = 0; time < 5_000_000; time++) fail("verb.before_commit")
      return (performance.now() - began) / 5
    }
    console.log(Math.min(round(), round(), round()))`)
  assert.ok(Number(stdout) < 100, `${stdout} ns`)
})
