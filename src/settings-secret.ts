// The keys of a desk, each 32 random bytes. What is short, malformed, published or plainly not random is refused.

import { randomBytes } from "node:crypto"
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { Refused } from "./errors.ts"

const keyBytes = 32

/** A key as it is written: base64, padded or not. */
export const secretKeyFrom = z.string().transform((text, context): Buffer => {
  const fault = faultOfKey(text)
  if (fault === undefined) return Buffer.from(text, "base64")
  context.addIssue(fault)
  return z.NEVER
})

/** The key of a desk: the one given, or the one kept in VAR_DIR, made there at the first start. Throws Refused where that one is damaged. */
export function secretKeyOf(settings: { secretKey: Buffer | undefined; varDir: string }): Buffer {
  if (settings.secretKey) return settings.secretKey
  makeKey(settings.varDir, "secret-key")
  const kept = keptKey(settings.varDir, "secret-key", "a new one would end every link and reply address handed out")
  if (kept === undefined) throw new Refused(`The secret key in ${settings.varDir} went away while it was being read.`)
  return kept
}

/** The head key's 32 bytes: those given, or those kept in VAR_DIR; undefined where none has been made. Throws Refused where they are damaged. */
export function headSeedOf(settings: { headKey: Buffer | undefined; varDir: string }): Buffer | undefined {
  if (settings.headKey) return settings.headKey
  return keptKey(settings.varDir, headKeyFile, "or make another with charter head key --new")
}

/** Makes the head key of a desk in VAR_DIR, unless there is one. */
export function makeHeadKey(varDir: string): void {
  makeKey(varDir, headKeyFile)
}

/** Puts another head key in the place of the one in VAR_DIR: whole, or not at all. */
export function replaceHeadKey(varDir: string, seed: Buffer): void {
  renameSync(draftOf(varDir, headKeyFile, seed), join(varDir, headKeyFile))
}

const headKeyFile = "head-key"

function keptKey(varDir: string, name: string, lost: string): Buffer | undefined {
  const path = join(varDir, name)
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, "utf8").trim()
  const fault = faultOfKey(text)
  if (fault === undefined) return Buffer.from(text, "base64")
  throw new Refused(`The ${name.replace("-", " ")} in ${path} ${fault}. Restore it from a backup; ${lost}.`)
}

// Linked into place, so that of two processes that make one at once both use the first.
function makeKey(varDir: string, name: string): void {
  const path = join(varDir, name)
  if (existsSync(path)) return
  const draft = draftOf(varDir, name, randomBytes(keyBytes))
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft)
  }
}

function draftOf(varDir: string, name: string, key: Buffer): string {
  mkdirSync(varDir, { recursive: true })
  const draft = join(varDir, `${name}.${randomBytes(6).toString("hex")}`)
  writeFileSync(draft, `${key.toString("base64")}\n`, { mode: 0o600, flush: true })
  return draft
}

function faultOfKey(text: string): string | undefined {
  const key = Buffer.from(text, "base64")
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || key.toString("base64").replace(/=+$/, "") !== text.replace(/=+$/, "")) {
    return "must be 32 random bytes in base64: openssl rand -base64 32"
  }
  if (key.length !== keyBytes) return `must be 32 bytes, and is ${key.length}: openssl rand -base64 32`
  if (isPublished(text) || !looksRandom(key))
    return "is a sample that anybody could guess: make your own with openssl rand -base64 32"
  return undefined
}

// Keys that stand in standards and in other software's documentation: AES-256 in NIST SP 800-38A, the Fernet specification, and the
// test keys of RFC 7748 and RFC 8032.
const publishedHex = [
  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
  "730ff4c7af3d46923e8ed451ee813c87f790b0a226bc96a92de49b5e9c05e1ee",
  "77076d0a7318a57d3c16c17251b26645df4c2f92ebc0992ac177fba51db92c2a",
  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
]

function isPublished(text: string): boolean {
  return publishedHex.includes(Buffer.from(text, "base64").toString("hex"))
}

// Of 32 random bytes fewer than 20 different ones, or only such as a keyboard has, come up less often than once in 10^9 keys;
// bytes that go up or down by a steady step, hardly ever.
function looksRandom(key: Buffer): boolean {
  const steps = new Set(key.map((byte, index) => (index === 0 ? 0 : byte - (key[index - 1] ?? 0))).subarray(1))
  const isTyped = key.every((byte) => byte >= 0x20 && byte < 0x7f)
  return new Set(key).size >= 20 && steps.size >= 8 && !isTyped
}
