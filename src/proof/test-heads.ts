// A desk whose heads are signed and exported into a folder of its own: what the tests of this folder share.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { caseHeads } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import {
  exportDueHeads,
  headKeyFrom,
  keysInDatabase,
  makeHeadNow,
  type SignedHead,
  verifyHeadFile,
  verifyHeads,
} from "./index.ts"

export const key = headKeyFrom(Buffer.from("5eed".repeat(16), "hex"))

export type HeadDesk = TestDesk & {
  readonly owner: pg.Client
  readonly folder: string
  /** Signs and exports a head; gives the path of its file. */
  readonly head: (at: string) => Promise<string>
  /** What the verification of the desk's own heads says, and of a head file. */
  readonly differences: (file?: string) => Promise<string[]>
  /** Does what only the owner of the database can do, looks, and puts everything back. */
  readonly tampered: (statement: string, look: () => Promise<void>) => Promise<void>
}

/** Signs a head of a desk, and exports nothing. */
export async function signed(db: Db, at: string): Promise<SignedHead> {
  const folder = join(tmpdir(), "charter-no-such-folder")
  return await makeHeadNow(db, { source: caseHeads, everyMs: undefined, folder, webhook: undefined }, key, instant(at))
}

const tables = ["cases", "events", "audit", "audit_leaves", "heads", "head_exports", "head_buckets", "redaction_ledger"]

export async function headDesk(): Promise<HeadDesk> {
  const desk = await testDesk()
  const owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  const folder = mkdtempSync(join(tmpdir(), "charter-heads-"))
  const plan = { source: caseHeads, everyMs: 3_600_000, folder, webhook: undefined }
  return {
    ...desk,
    owner,
    folder,
    head: async (at) => {
      const { statement } = await makeHeadNow(desk.db, plan, key, instant(at))
      const failures: unknown[] = []
      await exportDueHeads(
        desk.db,
        plan,
        () => instant(at),
        (error) => failures.push(error),
      )
      if (failures.length > 0) throw new AggregateError(failures)
      return join(folder, `head-${String(statement.number).padStart(9, "0")}.json`)
    },
    differences: async (file) => {
      const found: string[] = []
      const tell = (about: string | number, what: string) => found.push(`${about}: ${what}`)
      const keys = await keysInDatabase(desk.db)
      await verifyHeads(desk.db, keys, tell)
      if (file !== undefined) await verifyHeadFile(desk.db, caseHeads, file, keys, tell)
      return found
    },
    tampered: async (statement, look) => {
      await owner.query("set session_replication_role = replica")
      for (const table of tables) await owner.query(`create table kept_${table} as select * from ${table}`)
      await owner.query(statement)
      try {
        await look()
      } finally {
        for (const table of tables) {
          await owner.query(`delete from ${table}`)
          await owner.query(`insert into ${table} overriding system value select * from kept_${table}`)
          await owner.query(`drop table kept_${table}`)
        }
      }
    },
    close: async () => {
      await owner.end()
      await desk.close()
      rmSync(folder, { recursive: true })
    },
  }
}
