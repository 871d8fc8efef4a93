// Builds letters for tests.

import { isQuarantined, type ParsedLetter } from "./letter.ts"
import { parsed } from "./parsed.ts"

/** A letter of some headers and a body; From, To, Subject and Message-ID unless given. */
export function letterOf(
  headers: Readonly<Record<string, string>> = {},
  body = "Hello, it does not work.\r\n",
): Buffer {
  const all = { From: "Pat <pat@force.example>", To: "desk@college.example", Subject: "It does not work", ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${lines.join("")}\r\n${body}`)
}

/** Reads a letter that must be readable. */
export async function readOf(raw: Buffer, envelopeFrom: string | null = null): Promise<ParsedLetter> {
  const read = await parsed(new Uint8Array(raw), { from: envelopeFrom, to: [] })
  if (isQuarantined(read)) throw new Error(`quarantined: ${read.quarantined}`)
  return read
}
