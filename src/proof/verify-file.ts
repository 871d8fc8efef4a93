// An exported head, verified against the desk as it is now: histories may have grown since, and nothing that the head saw may have changed.

import { readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Reads } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { bucketOf, type CaseHead, emptyBucket, setLeaf, treeRoot } from "./case-tree.ts"
import { redactionsFile } from "./files.ts"
import { headNumbered } from "./heads-store.ts"
import type { KnownKeys } from "./keys.ts"
import { readLeaves } from "./leaf-files.ts"
import { ledgerLines, ledgerOf } from "./ledger.ts"
import { rootOf } from "./merkle.ts"
import type { HeadSource, SeenEvent } from "./source.ts"
import { headFrom, type SignedHead, type Statement, signatureFault, statementText } from "./statement.ts"
import type { TellProof } from "./tell.ts"
import { verifyAudit } from "./verify-audit.ts"

/** Verifies a head file and all that it proves; what cannot be read is a difference too. Gives the head where it can be believed. */
export async function verifyHeadFile(
  on: Reads,
  source: HeadSource,
  path: string,
  keys: KnownKeys,
  tell: TellProof,
): Promise<Statement | undefined> {
  const name = basename(path)
  try {
    const head = readHead(path)
    const fault = signatureFault(head, keys)
    if (fault !== undefined) return told(() => tell(name, fault))
    await verifyOwnCopy(on, head, name, tell)
    await verifyLeaves(on, source, head.statement, path, tell)
    await verifyAudit(on, head.statement, dirname(path), tell)
    await verifyLedger(on, head.statement, dirname(path), tell)
    return head.statement
  } catch (error) {
    if (error instanceof Invalid) return told(() => tell(name, error.message))
    throw error
  }
}

/** Reads a head file. Throws Invalid. */
export function readHead(path: string): SignedHead {
  const text = readFileSync(path, { encoding: "utf8" })
  if (text.length > limitCharacters) throw new Invalid([{ field: "head", message: "This is too large to be a head." }])
  return headFrom(text, basename(path))
}

const limitCharacters = 65_536
const casesAtOnce = 5000

async function verifyOwnCopy(on: Reads, { statement }: SignedHead, name: string, tell: TellProof): Promise<void> {
  const own = await headNumbered(on, statement.number)
  if (own?.statement !== statementText(statement))
    tell(
      name,
      `the desk's own copy of head ${statement.number} ${own === undefined ? "is missing" : "says something else"}`,
    )
}

// First that the leaves are those that were signed, then each case against its leaf.
async function verifyLeaves(
  on: Reads,
  source: HeadSource,
  { number, root, cases }: Statement,
  path: string,
  tell: TellProof,
): Promise<void> {
  const folder = dirname(path)
  const found = await rootOfFile(folder, number)
  if (found.root !== root || found.cases !== cases)
    return tell(basename(path), "the leaves beside it are not those that it was signed for: a file has been edited")
  let some: CaseHead[] = []
  for await (const leaf of readLeaves(folder, number)) {
    some.push(leaf)
    if (some.length === casesAtOnce) {
      await compare(on, source, some, number, tell)
      some = []
    }
  }
  await compare(on, source, some, number, tell)
}

async function rootOfFile(folder: string, number: number): Promise<{ root: string; cases: number }> {
  const buckets = new Map<number, Buffer>()
  let cases = 0
  for await (const leaf of readLeaves(folder, number)) {
    const leaves = buckets.get(bucketOf(leaf.caseId)) ?? emptyBucket()
    setLeaf(leaves, leaf)
    buckets.set(bucketOf(leaf.caseId), leaves)
    cases += 1
  }
  const roots = new Map([...buckets].map(([bucket, leaves]) => [bucket, rootOf(leaves)]))
  return { root: treeRoot(roots).toString("hex"), cases }
}

async function compare(
  on: Reads,
  source: HeadSource,
  leaves: readonly CaseHead[],
  number: number,
  tell: TellProof,
): Promise<void> {
  const seen = new Map((await source.seen(on, leaves)).map((each) => [each.caseId, each]))
  for (const leaf of leaves) {
    const fault = faultOf(leaf, seen.get(leaf.caseId), number)
    if (fault !== undefined) tell(leaf.caseId, fault)
  }
}

function faultOf({ seq, hash }: CaseHead, seen: SeenEvent | undefined, number: number): string | undefined {
  if (seen === undefined || seen.last === 0) return `is missing: head ${number} saw it with ${seq} events`
  if (seen.last < seq) return `has lost events at its end: head ${number} saw ${seq} of them, and it has ${seen.last}`
  if (seen.hash === null) return `has no event ${seq}, which head ${number} saw`
  if (!seen.hash.equals(hash))
    return `has another history than head ${number} saw: event ${seq} or one before it has been changed`
  return undefined
}

// Later heads lengthen the ledger: what this one saw is how it begins.
async function verifyLedger(on: Reads, { redactions }: Statement, folder: string, tell: TellProof): Promise<void> {
  const beginnings = { "the ledger of redactions": await ledgerLines(on), [redactionsFile]: ledgerIn(folder) }
  for (const [name, lines] of Object.entries(beginnings))
    if (ledgerOf(lines.slice(0, redactions.lines)).sha256 !== redactions.sha256)
      tell(name, "does not begin with the redactions that the head saw")
}

function ledgerIn(folder: string): string[] {
  try {
    return readFileSync(join(folder, redactionsFile), "utf8").split("\n").slice(0, -1)
  } catch {
    return []
  }
}

function told(tell: () => void): undefined {
  tell()
  return undefined
}
