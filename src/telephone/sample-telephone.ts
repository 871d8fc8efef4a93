// For tests: a desk in small with a telephone line, an adviser who is known on it, and events of its exchange.

import assert from "node:assert/strict"
import { instant } from "../../test/support/desk.ts"
import { type DeskPages, deskPages } from "../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { row, rows, sql } from "../database/index.ts"
import { system } from "../people/index.ts"
import { offersPage, openLog, webServer } from "../web/index.ts"
import { addLine, type LineVerb, nameUser } from "./lines.ts"
import { callOffers } from "./offers.ts"
import { telephonePages } from "./pages/calls.ts"
import { signatureOf } from "./signature.ts"
import { telephoneMount } from "./webhook.ts"

export const secretKey = Buffer.alloc(32, 7)
/** The machine's time, by which signatures go. */
export const clock = () => instant("2026-03-27T09:00")

export type Sent = {
  readonly key?: string
  readonly seconds?: number
  readonly line?: string
  readonly header?: string
}
type Named = { readonly id: number; readonly case_id: number | null; readonly number_key: string | null }

export type SampleTelephone = {
  readonly desk: DeskPages
  readonly server: DeskPages["server"]
  readonly adviser: Visitor
  readonly secret: string
  readonly verb: () => LineVerb
  /** Sends an event as the exchange would; gives the status of the answer. */
  readonly told: (event: object | string, sent?: Sent) => Promise<number>
  readonly callNamed: (name: string) => Promise<Named>
  readonly close: () => Promise<void>
}

export async function sampleTelephone(): Promise<SampleTelephone> {
  const desk = await deskPages(telephonePages)
  const now = () => instant(desk.now)
  const { db } = desk
  const server = webServer({
    db,
    now,
    clock,
    settings: { publicUrl: "http://127.0.0.1" },
    secretKey,
    log: openLog({ level: "error" }),
    pages: [...telephonePages, offersPage],
    offers: (actor, at) => callOffers(db, actor, at),
    mounts: [telephoneMount({ db, now, clock, secretKey, onHeard: () => server.changes.hint() })],
  })
  const verb = () => ({ db, secretKey, actor: system, at: now() })
  const secret = await addLine(verb(), "main")
  const adviser = await colleague(server, db, "adviser", "Priya Nair")
  const [person] = await rows<{ email: string }>(db, sql`select email from people where name = 'Priya Nair'`)
  await nameUser(verb(), "main", "Extension 21", person?.email ?? "")

  async function told(
    event: object | string,
    { key = secret, seconds = clock() / 1000, line = "main", header }: Sent = {},
  ) {
    const payload = typeof event === "string" ? event : JSON.stringify(event)
    const signature = header ?? `t=${seconds},v1=${signatureOf(key, String(seconds), Buffer.from(payload))}`
    const headers = { "content-type": "application/json", "charter-signature": signature }
    return (await server.inject({ method: "POST", url: `/telephone/${line}/events`, payload, headers })).statusCode
  }

  async function callNamed(name: string): Promise<Named> {
    const found = await row<Named>(
      db,
      sql`select call_id as id, case_id, number_key from calls where exchange_call = ${name}`,
    )
    assert.ok(found, name)
    return found
  }

  async function close(): Promise<void> {
    await server.close()
    await desk.close()
  }
  return { desk, server, adviser, secret, verb, told, callNamed, close }
}

const numbers = { direction: "in", from: "+442079460018", to: "08006921122" }

export function ring(callId: string, more: object = {}) {
  return { ...numbers, event: "newCall", callId, from: "+44 20 7946 0018", queue: "Help", ...more }
}

export function answered(callId: string) {
  return { ...numbers, event: "answer", callId, user: "extension 21" }
}

export function over(callId: string) {
  return { ...numbers, event: "hangup", callId }
}
