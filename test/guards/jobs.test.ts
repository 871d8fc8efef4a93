// Every job has a worker, and every job that the code adds has a queue: what nobody works would wait for ever.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { jobQueues } from "../../src/jobs/index.ts"
import { sources } from "./code.ts"

test("each queue of jobs has a handler in the worker, and no handler is without a queue", () => {
  const worker = readFileSync(join(import.meta.dirname, "../../src/worker/worker.ts"), "utf8")
  const handled = [...worker.matchAll(/^ {4}"([a-z-]+)": (?:async )?\(data\)/gm)].map((each) => each[1] ?? "")
  assert.deepEqual(handled.sort(), jobQueues.map((each) => each.name).sort())
})

test("every job that is named in the code has a queue", () => {
  const named = sources("src").flatMap(({ text }) =>
    [...text.matchAll(/name: "([a-z-]+)", data: \{/g)].map((each) => each[1]),
  )
  const queues = new Set(jobQueues.map((each) => each.name))
  assert.ok(named.length > 0)
  assert.deepEqual(
    named.filter((each) => !queues.has(each ?? "")),
    [],
  )
})
