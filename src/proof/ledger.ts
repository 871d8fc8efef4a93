// The redaction ledger: which contents were erased, by ids alone, so that a restore from an older backup can erase them again.

import { hash } from "node:crypto"
import { instant, type Reads, rows, run, sql, type Tx } from "../database/index.ts"
import type { HeadSource, Redaction, Snapshot } from "./source.ts"
import { isoOf } from "./statement.ts"

export type Ledger = { readonly lines: number; readonly sha256: string }

/** Adds the redactions that the ledger does not hold yet; gives what the head says of it. */
export async function extendLedger(
  tx: Tx,
  source: HeadSource,
  head: number,
  since: Snapshot | undefined,
): Promise<Ledger> {
  const known = await ledgerLines(tx)
  const added = await source.redactionsSince(tx, since)
  await insertLines(tx, known.length, head, added)
  return ledgerOf([...known, ...added.map(lineOf)])
}

/** The ledger as its file has it, line by line. */
export async function ledgerLines(on: Reads): Promise<string[]> {
  const found = await rows<Redaction>(
    on,
    sql`select case_id as "caseId", seq, at, contents from redaction_ledger order by line`,
  )
  return found.map(lineOf)
}

export function ledgerOf(lines: readonly string[]): Ledger {
  return { lines: lines.length, sha256: hash("sha256", ledgerText(lines), "hex") }
}

export function ledgerText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("")
}

function lineOf({ caseId, contents, at }: Redaction): string {
  return JSON.stringify({ case: caseId, contents, at: isoOf(at) })
}

async function insertLines(tx: Tx, after: number, head: number, added: readonly Redaction[]): Promise<void> {
  if (added.length === 0) return
  await run(
    tx,
    sql`insert into redaction_ledger (case_id, seq, line, head, at, contents)
    select case_id, seq, ${after}::bigint + place, ${head}, at, contents::int[]
    from unnest(${added.map((each) => each.caseId)}::bigint[], ${added.map((each) => each.seq)}::int[],
      ${added.map((each) => instant(each.at))}::timestamptz[], ${added.map((each) => `{${each.contents.join(",")}}`)}::text[])
      with ordinality as new (case_id, seq, at, contents, place)`,
  )
}
