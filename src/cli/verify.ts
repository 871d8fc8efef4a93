// `charter verify`: proves that what is stored is what the events give and what heads have signed, or names each difference.

import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { caseHeads, referencesOf, verifyCases } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import {
  headKeyFrom,
  type KnownKeys,
  keysFile,
  keysFrom,
  knownKeys,
  listedKeys,
  publicKeyFrom,
  verifyHeadFile,
  verifyHeads,
} from "../proof/index.ts"
import { readSettings, type Settings } from "../settings.ts"
import { headSeedOf } from "../settings-secret.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"

type Given = { readonly head?: string; readonly key?: string; readonly json?: true }
type Difference = { readonly reference: string; readonly what: string }
type Tell = (difference: Difference) => void

export function register(program: Command): void {
  program
    .command("verify")
    .description(
      "rebuilds every projection and clock from the events and compares; checks the audit chains and the signed heads",
    )
    .option("--head <file>", "also checks an exported signed head, with its leaves beside it")
    .option("--key <hex>", "the public key that heads must be signed with; otherwise those known outside the database")
    .option("--json", "as a JSON object")
    .action(verify)
}

async function verify({ head, key, json }: Given): Promise<void> {
  const settings = readSettings()
  const differences: Difference[] = []
  const tell: Tell = (difference) => {
    differences.push(difference)
    if (!json) process.stdout.write(`${difference.reference}: ${difference.what}\n`)
  }
  const seen = await withDatabase(settings, async (db) => {
    const cases = await verifyCases(db, await freshRules(db), await deskNow(settings, db), tell)
    const keys = await trustedKeys(db, settings, key)
    return { ...cases, ...(await verifyProof(db, keys, head, tell)) }
  })
  if (json) process.stdout.write(`${JSON.stringify({ ...seen, differences })}\n`)
  else
    process.stdout.write(
      `${seen.cases} cases, ${seen.events} events, ${seen.heads} heads, ${differences.length} differences\n`,
    )
  if (differences.length > 0) process.exitCode = exitCode.failed
}

async function verifyProof(db: Db, keys: KnownKeys, head: string | undefined, tell: Tell) {
  const found: { about: string | number; what: string }[] = []
  const note = (about: string | number, what: string) => found.push({ about, what })
  const heads = await verifyHeads(db, keys, note)
  const checked = head === undefined ? undefined : await verifyHeadFile(db, caseHeads, resolve(head), keys, note)
  const ids = found.flatMap(({ about }) => (typeof about === "number" ? [about] : []))
  const references = await referencesOf(db, [...new Set(ids)])
  for (const { about, what } of found) tell({ reference: namedIn(references, about), what })
  return { heads, ...(checked === undefined ? {} : { head: checked }) }
}

function namedIn(references: ReadonlyMap<number, string>, about: string | number): string {
  return typeof about === "string" ? about : (references.get(about) ?? `case ${about}`)
}

// Whoever can write into the database can list a key in it: where keys are known outside, only those count.
async function trustedKeys(db: Db, settings: Settings, given: string | undefined): Promise<KnownKeys> {
  if (given !== undefined) {
    const key = publicKeyFrom(given)
    if (key === undefined) throw new Invalid([{ field: "key", message: "A public key is 64 hexadecimal digits." }])
    return knownKeys([key])
  }
  const seed = headSeedOf(settings)
  const exported = join(settings.heads.folder, keysFile)
  const own = seed === undefined ? [] : [headKeyFrom(seed)]
  const listed = existsSync(exported) ? keysFrom(readFileSync(exported, "utf8")) : await listedKeys(db)
  return knownKeys([...listed, ...own])
}
