// The heads that the desk keeps, verified: each follows the one before, is signed, and the latest says what the kept tree and the audit say.

import type { Reads } from "../database/index.ts"
import { treeRoot } from "./case-tree.ts"
import { bucketRoots, type HeadRow, headsAfter } from "./heads-store.ts"
import { type KnownKeys, keyIdOf } from "./keys.ts"
import { listedKeys } from "./keys-store.ts"
import { signedHeadOf } from "./make.ts"
import { type Statement, signatureFault, statementHash } from "./statement.ts"
import type { TellProof } from "./tell.ts"
import { verifyAudit } from "./verify-audit.ts"

const atOnce = 500

/** Verifies all heads in the database; gives how many there are. */
export async function verifyHeads(on: Reads, keys: KnownKeys, tell: TellProof): Promise<number> {
  await verifyKeys(on, tell)
  let before: HeadRow | undefined
  for (;;) {
    const found = await headsAfter(on, before?.number ?? 0, atOnce)
    for (const head of found) {
      for (const fault of faultsOf(head, before, keys)) tell(`head ${head.number}`, fault)
      before = head
    }
    if (found.length < atOnce) break
  }
  const latest = before === undefined ? undefined : statementOf(before)
  if (latest !== undefined) await verifyLatest(on, latest, tell)
  return before?.number ?? 0
}

function faultsOf(head: HeadRow, before: HeadRow | undefined, keys: KnownKeys): string[] {
  const statement = statementOf(head)
  if (statement === undefined) return ["cannot be read"]
  const signature = signatureFault(signedHeadOf(head), keys)
  return [
    ...(statement.number === head.number ? [] : [`says that it is head ${statement.number}`]),
    ...(statement.previous === (before === undefined ? null : statementHash(before.statement))
      ? []
      : ["does not follow from the head before it"]),
    ...(signature === undefined ? [] : [signature]),
  ]
}

async function verifyLatest(on: Reads, latest: Statement, tell: TellProof): Promise<void> {
  const roots = new Map((await bucketRoots(on)).map((each) => [each.bucket, each.root]))
  if (treeRoot(roots).toString("hex") !== latest.root) tell("the kept tree", `is not that of head ${latest.number}`)
  await verifyAudit(on, latest, undefined, tell)
}

async function verifyKeys(on: Reads, tell: TellProof): Promise<void> {
  for (const { keyId, publicKey } of await listedKeys(on))
    if (keyIdOf(publicKey) !== keyId) tell(`key ${keyId}`, "is not the id of the public key beside it")
}

function statementOf(head: HeadRow): Statement | undefined {
  try {
    return signedHeadOf(head).statement
  } catch {
    return undefined
  }
}
