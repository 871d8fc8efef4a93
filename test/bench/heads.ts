// npm run bench:heads [CASES]: what a signed head costs - the first one, the next one, their export, and the verification of a file.
// The cases are rows of the right width and no more: no rules are asked.

import { mkdtempSync, rmSync, statSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { caseHeads } from "../../src/cases/index.ts"
import {
  exportHead,
  headKeyFrom,
  keysInDatabase,
  makeHeadNow,
  proofOfCase,
  verifyHeadFile,
} from "../../src/proof/index.ts"
import { testDatabase } from "../support/database.ts"

const cases = Number(process.argv[2] ?? 100_000)
const changes = 2000
const folder = mkdtempSync(join(tmpdir(), "charter-bench-heads-"))
const database = await testDatabase()
const { db } = database
const owner = new pg.Client({ connectionString: database.ownerUrl })
await owner.connect()
const key = headKeyFrom(Buffer.from("be7c".repeat(16), "hex"))
const plan = { source: caseHeads, everyMs: undefined, folder, webhook: undefined }
const at = () => Temporal.Now.instant().epochMilliseconds

try {
  process.stdout.write(`${cases} cases, ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}\n`)
  await timed("rows inserted", fill)
  await owner.query("vacuum analyze events, cases")
  await timed("first head, all hashed", head)
  await timed("its export with all leaves", () => exportHead(db, caseHeads, folder, 1))
  await timed(`${changes} cases here and there change`, change)
  await timed("next head", head)
  await timed("its export", () => exportHead(db, caseHeads, folder, 2))
  await timed("a head when nothing has changed", head)
  await timed("proof of one case", () => proofOfCase(db, caseHeads, Math.ceil(cases / 2)))
  await timed("charter verify --head of the second", verify)
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(`leaves of the first ${size("leaves-000000001.ndjson.gz")} MB, memory at most ${peak} MB\n`)
} finally {
  await owner.end()
  await database.close()
  rmSync(folder, { recursive: true })
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  await work()
  process.stdout.write(`${what.padEnd(40)} ${((performance.now() - began) / 1000).toFixed(2)} s\n`)
}

async function fill(): Promise<void> {
  await owner.query(`insert into cases (case_id, reference, references_all, kind, state, is_open, queue, subject, opened_at, version, seq,
      chain_head, fold, fold_version)
    select id, 'INC-2026-' || id, '{}', 'incident', 'new', true, 'contact-centre', 'Cannot open the module', now(), 1, 2,
      sha256(('2 ' || id)::bytea), jsonb_build_object('words', repeat('x', 900)), 1 from generate_series(1, ${cases}) as id`)
  await owner.query(`insert into events (case_id, seq, at, type, v, body, hash)
    select id, seq, now(), 'noted', 1, repeat('y', 400), sha256((seq || ' ' || id)::bytea)
    from generate_series(1, ${cases}) as id, generate_series(1, 2) as seq`)
}

async function change(): Promise<void> {
  await owner.query("begin")
  await owner.query(`insert into events (case_id, seq, at, type, v, body, hash)
    select case_id, seq + 1, now(), 'noted', 1, repeat('y', 400), sha256(('3 ' || case_id)::bytea) from cases
    where case_id % ${Math.max(1, Math.floor(cases / changes))} = 0`)
  await owner.query(`update cases set seq = seq + 1, chain_head = sha256(('3 ' || case_id)::bytea)
    where case_id % ${Math.max(1, Math.floor(cases / changes))} = 0`)
  await owner.query("commit")
}

async function head(): Promise<void> {
  await makeHeadNow(db, plan, key, at())
}

async function verify(): Promise<void> {
  const found: string[] = []
  const tell = (about: string | number, what: string) => found.push(`${about}: ${what}`)
  await verifyHeadFile(db, caseHeads, join(folder, "head-000000002.json"), await keysInDatabase(db), tell)
  if (found.length > 0) throw new Error(found.slice(0, 5).join("\n"))
}

function size(name: string): string {
  return (statSync(join(folder, name)).size / 1_000_000).toFixed(1)
}
