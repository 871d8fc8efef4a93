import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { slowness, watchedLoop } from "./machine.ts"

test("a loop that is held up by its own doing is found out, and one that waits is not", async () => {
  const idle = watchedLoop()
  await pause(100)
  assert.ok(idle.longest() < 50)
  const busy = watchedLoop()
  await pause(10)
  const before = process.threadCpuUsage()
  while (process.threadCpuUsage(before).user < 80_000);
  await pause(10)
  assert.ok(busy.longest() >= 80)
})

test("no machine is quicker than one that nobody else uses", () => {
  assert.ok(slowness() >= 1)
})
