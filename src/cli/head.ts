// `charter head`: signs and exports a head now, proves that a case stands in one, and shows or renews the key.

import { randomBytes } from "node:crypto"
import { dirname, resolve } from "node:path"
import type { Command } from "commander"
import { caseHeads, findByReference } from "../cases/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { headKeyOf, headPlanOf, neededHeadKey } from "../head-key.ts"
import { record, system } from "../people/index.ts"
import {
  exportDueHeads,
  exportHead,
  headKeyFrom,
  keysText,
  listEndorsedKey,
  listedKeys,
  listKey,
  makeHeadNow,
  newKeyStatement,
  proofFromFile,
  proofOfCase,
  readHead,
} from "../proof/index.ts"
import { readSettings, type Settings } from "../settings.ts"
import { replaceHeadKey } from "../settings-secret.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"

export function register(program: Command): void {
  const head = program
    .command("head")
    .description("signed heads: what an auditor keeps to see later that no history was changed")
  head
    .command("export")
    .description("signs a head over all histories now, and puts it outside the database")
    .option("--to <folder>", "this folder too, with all the leaves of the head")
    .option("--json", "as a JSON object")
    .action(exportNow)
  head
    .command("prove")
    .description("proves that a case stands in the latest signed head; check-inclusion.mjs checks it")
    .argument("<reference>", "such as INC-2026-000123")
    .option("--head <file>", "in this exported head instead, with its leaves beside it")
    .action(prove)
  head
    .command("key")
    .description("shows the public keys; the last one signs")
    .option("--new", "makes a new key in VAR_DIR, signed for by the old one where it is here")
    .option("--json", "as a JSON object")
    .action(key)
}

async function exportNow({ to, json }: { to?: string; json?: true }): Promise<void> {
  const settings = readSettings()
  const plan = headPlanOf(settings)
  const { statement } = await withDatabase(settings, async (db) => {
    const now = await deskNow(settings, db)
    const made = await makeHeadNow(db, plan, await neededHeadKey(db, settings), now)
    await exportDueHeads(db, plan, () => now, failed)
    if (to !== undefined) await exportHead(db, caseHeads, resolve(to), made.statement.number)
    return made
  })
  const places = [plan.folder, ...(to === undefined ? [] : [resolve(to)])].join(" and ")
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...statement, folder: plan.folder })}\n`
      : `Head ${statement.number} over ${statement.cases} ${statement.cases === 1 ? "case" : "cases"} is signed, and exported to ${places}.\n`,
  )
}

function failed(error: unknown, doing: string): void {
  process.stderr.write(
    `The ${doing} failed, and will be tried again: ${error instanceof Error ? error.message : error}\n`,
  )
  process.exitCode = exitCode.failed
}

async function prove(reference: string, { head }: { head?: string }): Promise<void> {
  const settings = readSettings()
  const proof = await withDatabase(settings, async (db) => {
    const { caseId } = await findByReference(db, system, reference)
    if (head === undefined) return await proofOfCase(db, caseHeads, caseId)
    return await proofFromFile(readHead(head), dirname(resolve(head)), caseId)
  })
  process.stdout.write(`${proof}\n`)
}

async function key({ new: wantsNew, json }: { new?: true; json?: true }): Promise<void> {
  const settings = readSettings()
  const keys = await withDatabase(settings, async (db) => {
    if (wantsNew) await renewKey(db, settings)
    else await showUsedKey(db, settings)
    return await listedKeys(db)
  })
  if (json) process.stdout.write(keysText(keys))
  else for (const each of keys) process.stdout.write(`${each.keyId}  public key ${each.publicKey.toString("hex")}\n`)
}

// Before its first signature a key is listed nowhere: whoever asks is to see the one that will sign.
async function showUsedKey(db: Db, settings: Settings): Promise<void> {
  const own = await headKeyOf(db, settings)
  const at = await deskNow(settings, db)
  if (own !== undefined) await transaction(db, (tx) => listKey(tx, own, at))
}

async function renewKey(db: Db, settings: Settings): Promise<void> {
  if (settings.headKey !== undefined)
    throw new Refused(
      "The key of this desk is given as HEAD_KEY: give another one there, and the next head is signed with it.",
    )
  const old = await headKeyOf(db, settings)
  const seed = randomBytes(32)
  const made = headKeyFrom(seed)
  const at = await deskNow(settings, db)
  await transaction(db, async (tx) => {
    if (old !== undefined) await listKey(tx, old, at)
    if (old === undefined) await listKey(tx, made, at)
    else await listEndorsedKey(tx, made, { endorsedBy: old.keyId, endorsement: old.sign(newKeyStatement(made)) }, at)
    const entry = { action: "head-key-renewed", outcome: "done", personId: null, remote: null } as const
    await record(tx, { ...entry, target: [`key:${made.keyId}`] }, at)
  })
  replaceHeadKey(settings.varDir, seed)
}
