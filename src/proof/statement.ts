// What a head says, and the text that is signed: canonical JSON, so that there is one way to write it.

import { hash } from "node:crypto"
import { z } from "zod"
import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { canonical } from "../timeline/index.ts"
import { isSigned, type KnownKeys } from "./keys.ts"

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const keyId = z.string().regex(/^[0-9a-f]{32}$/)

export const statementSchema = z.strictObject({
  what: z.literal("charter head"),
  v: z.literal(1),
  /** The first key that this desk ever signed with. */
  desk: keyId,
  number: z.int().min(1),
  at: z.iso.datetime({ precision: 3 }),
  /** Leaves of the tree, those of numbers that are no case among them. */
  size: z.int().min(0),
  cases: z.int().min(0),
  root: sha256,
  key: keyId,
  /** SHA-256 of the statement before; null in the first. */
  previous: sha256.nullable(),
  audit: z.strictObject({ rows: z.int().min(0), root: sha256 }),
  redactions: z.strictObject({ lines: z.int().min(0), sha256 }),
})
export type Statement = z.infer<typeof statementSchema>

const headSchema = z.strictObject({ head: statementSchema, signature: z.string().regex(/^[0-9a-f]{128}$/) })

export type SignedHead = { readonly statement: Statement; readonly signature: Buffer }

export function statementText(statement: Statement): string {
  return canonical(statement)
}

/** How the next statement names this one. */
export function statementHash(text: string): string {
  return hash("sha256", text, "hex")
}

/** A head as it is exported: one line of canonical JSON. */
export function headText({ statement, signature }: SignedHead): string {
  return `${canonical({ head: statement, signature: signature.toString("hex") })}\n`
}

/** Reads an exported head. Throws Invalid where it is not exactly what was exported, but for what its signature says. */
export function headFrom(text: string, name: string): SignedHead {
  const parsed = headSchema.safeParse(jsonOf(text))
  if (!parsed.success) throw wrong(`${name} is not a signed head, or has been cut short.`)
  const signed = { statement: parsed.data.head, signature: Buffer.from(parsed.data.signature, "hex") }
  if (headText(signed).trimEnd() !== text.trimEnd())
    throw wrong(`${name} has been edited: it is not written as it was exported.`)
  return signed
}

/** What is wrong with the signature of a head, in words; undefined where nothing is. */
export function signatureFault({ statement, signature }: SignedHead, keys: KnownKeys): string | undefined {
  const publicKey = keys.get(statement.key)
  if (publicKey === undefined) return `is signed with the key ${statement.key}, which is not one of this desk's`
  if (isSigned(statementText(statement), signature, publicKey)) return undefined
  return "does not bear the signature of its key: it has been edited, or the key is another one"
}

export function isoOf(at: EpochMilliseconds): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: "millisecond" })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wrong(message: string): Invalid {
  return new Invalid([{ field: "head", message }])
}
