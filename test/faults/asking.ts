// Asks a desk over the network what a test must know of it.

import type pg from "pg"
import { z } from "zod"

export type Answer = { readonly status: number; readonly type: string; readonly body: unknown; readonly text: string }

/** A post to the API. Rejects where the connection ends without an answer. */
export async function posted(
  { web }: { web: string },
  token: string,
  path: string,
  body: object,
  key?: string,
): Promise<Answer> {
  return answerOf(
    await fetch(`${web}/api/v1/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    }),
  )
}

export async function got(address: string, headers: Record<string, string> = {}): Promise<Answer> {
  return answerOf(await fetch(address, { headers, redirect: "manual" }))
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const type = response.headers.get("content-type") ?? ""
  return { status: response.status, type, text, body: type.includes("json") ? JSON.parse(text) : undefined }
}

const withCase = z.object({ case: z.object({ reference: z.string() }) })

/** The reference of the case in an answer to a contact. */
export function referenceIn({ body }: Answer): string {
  return withCase.parse(body).case.reference
}

export function contactAbout(subject: string) {
  const from = { name: "Sam Carter", email: `${subject}@force.example` }
  return { channel: "email", from, subject, body: "The page stays empty.", priority: 3 }
}

export function letterAbout(subject: string) {
  const head = [`From: Sam Carter <${subject}@force.example>`, "To: desk@localhost", `Subject: ${subject}`]
  const raw = [...head, `Message-ID: <${subject}@force.example>`, "", "The page stays empty.", ""].join("\r\n")
  return { from: "sam@force.example", to: "desk@localhost", raw: Buffer.from(raw) }
}

export async function numberOf(owner: pg.Client, what: string, values: unknown[] = []): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(`select count(*)::int as count from ${what}`, values)
  return rows[0]?.count ?? 0
}

export function casesAbout(owner: pg.Client, subject: string): Promise<number> {
  return numberOf(owner, "cases where subject = $1", [subject])
}
