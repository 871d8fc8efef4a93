// What a test file tells its runner: a line of JSON for each test that ended.

import type { TestEvent } from "node:test/reporters"
import { inspect } from "node:util"

export const outcomes = ["passed", "failed", "skipped", "noted"] as const
type Outcome = (typeof outcomes)[number]

export type Told = { readonly name: string; readonly outcome: Outcome; readonly words?: string }

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const told = toldBy(event)
    if (told !== undefined) yield `${JSON.stringify(told)}\n`
  }
}

// Groups are not counted, only what they hold; but a group can fail by itself, in a hook.
function toldBy(event: TestEvent): Told | undefined {
  if (event.type === "test:fail") {
    if (isBecauseOfOthers(event.data.details.error)) return undefined
    return { name: event.data.name, outcome: "failed", words: wordsOf(event.data.details.error) }
  }
  // Where node:test tells of errors that belong to no test, such as one that came after the last.
  if (event.type === "test:diagnostic" && !counts.test(event.data.message))
    return { name: "", outcome: "noted", words: event.data.message }
  if (event.type !== "test:pass" || event.data.details.type === "suite") return undefined
  const isSkipped = event.data.skip !== undefined || event.data.todo !== undefined
  return { name: event.data.name, outcome: isSkipped ? "skipped" : "passed" }
}

const counts = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /

function isBecauseOfOthers(error: unknown): boolean {
  return error instanceof Error && "failureType" in error && error.failureType === "subtestsFailed"
}

function wordsOf(error: unknown): string {
  return inspect(error instanceof Error && error.cause !== undefined ? error.cause : error, { depth: 6, colors: false })
}
