// A colleague who works by the API: each call asserts that it was answered as the contract says, and gives what it answered.

import assert from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import type { z } from "zod"
import { slowness } from "../support/machine.ts"
import { settledMs } from "../support/until.ts"
import { type Clock, type FullCase, fullCase, listOf, opened, problem } from "./answers.ts"
import type { Answer, Desk } from "./desk.ts"

type Contact = Readonly<Record<string, unknown>>
type Opened = z.infer<typeof opened>["case"]

export type Colleague = {
  readonly open: (contact?: Contact) => Promise<Opened>
  readonly read: (reference: string) => Promise<FullCase>
  readonly act: (reference: string, noun: string, body?: unknown) => Promise<FullCase>
  readonly refused: (status: number, method: string, path: string, body?: unknown) => Promise<z.infer<typeof problem>>
  readonly list: <Row extends z.ZodType>(path: string, row: Row) => Promise<z.infer<Row>[]>
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
}

export const plainContact = {
  channel: "email",
  from: { name: "Sam Carter", email: "sam.carter@force.example" },
  subject: "Cannot open the module",
  body: "The page stays empty when I open module 3.",
}

export async function colleague(desk: Desk, role = "administrator", name?: string): Promise<Colleague> {
  const token = await desk.token(role, name)
  const ask: Colleague["ask"] = (method, path, body, headers) =>
    desk.ask(token, method, `/api/v1${path}`, body, headers)
  return {
    ask,
    open: async (contact = {}) => {
      const answer = await ask("POST", "/contacts", { ...plainContact, ...contact })
      assert.equal(answer.status, 201, answer.text)
      return opened.parse(answer.body).case
    },
    read: async (reference) => whole(await ask("GET", `/cases/${reference}`)),
    act: async (reference, noun, body = {}) => whole(await ask("POST", `/cases/${reference}/${noun}`, body)),
    refused: async (status, method, path, body) => {
      const answer = await ask(method, path, body)
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`)
      return problemOf(answer)
    },
    list: async (path, row) => {
      const answer = await ask("GET", path)
      assert.equal(answer.status, 200, answer.text)
      return listOf(row).parse(answer.body).items
    },
  }
}

export function problemOf(answer: Answer): z.infer<typeof problem> {
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/)
  const found = problem.parse(answer.body)
  assert.equal(found.status, answer.status)
  return found
}

function whole(answer: Answer): FullCase {
  assert.equal(answer.status, 200, answer.text)
  return fullCase.parse(answer.body)
}

export function clockOf(found: { readonly clocks: readonly Clock[] }, name: Clock["name"]): Clock {
  const clock = found.clocks.find((each) => each.name === name)
  assert.ok(clock !== undefined, `no clock ${name} among ${found.clocks.map((each) => each.name)}`)
  return clock
}

export function isMissed({ state }: { readonly state: string }): boolean {
  return state === "missed"
}

/** How many entries of a timeline say that a promise was missed. */
export function misses(timeline: readonly { readonly type: string }[]): number {
  return timeline.filter(({ type }) => type === "clock-missed").length
}

/** Asks until the answer is what was awaited; what is done by jobs and sweeps takes its seconds. */
export async function until<Found>(
  ask: () => Promise<Found>,
  isAwaited: (found: Found) => boolean,
  limitMs: number = settledMs,
): Promise<Found> {
  const began = performance.now()
  for (;;) {
    const found = await ask()
    if (isAwaited(found)) return found
    const waited = performance.now() - began
    if (waited > limitMs && waited > limitMs * slowness())
      assert.fail(`waited in vain; last seen: ${JSON.stringify(found, null, 1)}`)
    await sleep(100)
  }
}
