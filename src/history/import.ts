// Bringing a log in: read whole, then turned into cases some hundred at a time. Begun again it goes on where it stopped.

import { createHash, createHmac } from "node:crypto"
import { type CaseChange, insertCases, takeCaseNumbers } from "../cases/index.ts"
import { charterVersions } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import type { Now } from "../time/index.ts"
import { endCases } from "./end.ts"
import { type History, historyOf } from "./history.ts"
import { judgedCase } from "./judged.ts"
import { type Log, type Refusal, readLog } from "./log.ts"
import type { Mapping } from "./mapping.ts"
import type { Judging } from "./opened.ts"
import { rowReader } from "./row.ts"
import {
  beginImport,
  broughtIn,
  type ClaimedKey,
  claimKeys,
  endImport,
  type ImportRow,
  keysOf,
  otherImports,
} from "./store.ts"

/** Told how far it is: of the file's bytes, of the log's cases, of the cases whose clocks run on. */
export type TellProgress = (step: "reading" | "bringing-in" | "ending", done: number, of: number) => void

export type ImportRequest = {
  readonly path: string
  readonly mapping: Mapping
  readonly mappingText: string
  /** The number of a published version of the charter. */
  readonly charter: number
  readonly secretKey: Buffer
  readonly now: Now
  readonly tell?: TellProgress
}

export type Imported = {
  readonly import: number
  readonly rows: number
  readonly used: number
  readonly nothingNew: number
  /** In the order of the file. */
  readonly refused: readonly Refusal[]
  /** Of this import in all, whoever made them: this run, or one before it. */
  readonly cases: number
  readonly events: number
  /** Made by this run. */
  readonly made: number
  /** Earlier imports of the same file, by another mapping or another version. */
  readonly others: readonly number[]
}

/** Throws Refused and Invalid for what cannot be brought in, before anything is written. */
export async function importLog(db: Db, request: ImportRequest): Promise<Imported> {
  const { path, mapping, charter, now, tell = () => {} } = request
  await mustBePublished(db, charter)
  const log = await readLog(path, mapping, (done, of) => tell("reading", done, of))
  if (log.rows === 0) throw new Refused(`${path} has a header, and no rows.`)
  const mappingSha256 = createHash("sha256").update(request.mappingText).digest()
  const same = { fileSha256: log.sha256, mappingSha256, charterVersion: charter }
  const begun = await beginImport(db, same, mapping.verdict?.clock ?? null, now())
  const counts = await bringIn(db, log, { ...request, tell }, begun)
  await endCases(db, begun.importId, now, (done, of) => tell("ending", done, of))
  await endImport(db, begun.importId, { ...counts, refused: counts.refused.length }, now())
  const brought = await broughtIn(db, begun.importId)
  const others = await otherImports(db, begun.importId, log.sha256)
  return { import: begun.importId, ...counts, ...brought, others }
}

async function mustBePublished(db: Db, charter: number): Promise<void> {
  const known = (await charterVersions(db)).map((each) => each.number)
  if (known.includes(charter)) return
  const names = known.length === 0 ? "none has been published yet" : `there is ${known.join(", ")}`
  throw new Refused(`There is no version ${charter} of the charter: ${names}.`)
}

type Tally = Pick<Imported, "rows" | "used" | "nothingNew" | "made"> & { readonly refused: Refusal[] }
type Waiting = { readonly history: History; readonly keyMac: Buffer }

/** How many cases share a statement and its commit (measured: docs/measurements-import.md). */
const batchSize = 200

async function bringIn(
  db: Db,
  log: Log,
  request: ImportRequest & { readonly tell: TellProgress },
  { importId, startedAt }: ImportRow,
): Promise<Tally> {
  // The present of the first run: a run that is resumed later refuses the same rows.
  const reader = rowReader(request.mapping, startedAt)
  const known = await keysOf(db, importId)
  const tally = { rows: log.rows, used: 0, nothingNew: 0, made: 0, refused: [...log.refused] }
  const batches = batchesTo(
    (some: Waiting[]) => judgedBatch(db, importId, some, request),
    (some) => insertBatch(db, importId, some),
  )
  let seen = 0
  try {
    for (const [key, rows] of log.cases) {
      const { history, used, nothingNew, refused } = historyOf(key, rows, reader)
      tally.used += used
      tally.nothingNew += nothingNew
      tally.refused.push(...refused)
      const keyMac = macOfKey(request.secretKey, importId, key)
      const isNew = history !== undefined && !known.has(keyMac.toString("hex"))
      if (isNew) tally.made += await batches.add({ history, keyMac })
      seen += 1
      if (seen % batchSize === 0 || seen === log.cases.size) request.tell("bringing-in", seen, log.cases.size)
    }
    tally.made += await batches.end()
  } finally {
    // What goes wrong beside it is told first; a batch on its way is let arrive.
    await batches.atRest()
  }
  tally.refused.sort((a, b) => a.line - b.line)
  return tally
}

type Judged = { readonly change: CaseChange; readonly key: ClaimedKey }

async function judgedBatch(
  db: Db,
  importId: number,
  some: readonly Waiting[],
  request: ImportRequest,
): Promise<Judged[]> {
  const [rules, numbers] = await Promise.all([freshRules(db), takeCaseNumbers(db, some.length)])
  const judging: Judging = { import: importId, charter: request.charter, rules }
  const at = request.now()
  return some.flatMap(({ history, keyMac }, index) => {
    const caseId = numbers[index]
    if (caseId === undefined) throw new Error("the sequence of case numbers gave too few")
    const { change, hasEnded } = judgedCase(caseId, history, judging, at)
    const keptElsewhere = history.verdict === undefined ? null : history.verdict === "kept"
    return { change, key: { keyMac, caseId, keptElsewhere, isEnded: hasEnded } }
  })
}

async function insertBatch(db: Db, importId: number, judged: readonly Judged[]): Promise<number> {
  return await transaction(db, async (tx) => {
    const claimed = await claimKeys(
      tx,
      importId,
      judged.map((each) => each.key),
    )
    // A key that another run of the same import has claimed meanwhile is its case.
    const ours = judged.filter(({ key }) => claimed.has(key.caseId))
    await insertCases(
      tx,
      ours.map(({ change }) => ({ change, claim: undefined })),
    )
    return ours.length
  })
}

/** Gathers items into batches. While the database writes one, the next is judged. */
function batchesTo<Item, Ready>(prepare: (some: Item[]) => Promise<Ready>, write: (ready: Ready) => Promise<number>) {
  let gathered: Item[] = []
  let writing = Promise.resolve(0)
  const flush = async () => {
    const some = gathered
    gathered = []
    const ready = some.length === 0 ? undefined : await prepare(some)
    const written = await writing
    writing = ready === undefined ? Promise.resolve(0) : write(ready)
    // Whoever awaits it next is told; until then it is nobody's.
    writing.catch(() => {})
    return written
  }
  return {
    add: async (item: Item) => {
      gathered.push(item)
      return gathered.length < batchSize ? 0 : await flush()
    },
    end: async () => (await flush()) + (await writing),
    atRest: async () => {
      await writing.catch(() => 0)
    },
  }
}

function macOfKey(secretKey: Buffer, importId: number, key: string): Buffer {
  return createHmac("sha256", secretKey)
    .update(JSON.stringify(["imported-case", importId, key]))
    .digest()
}
