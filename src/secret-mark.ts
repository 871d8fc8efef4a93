// Processes on one database share a secret key: what one hands out, the others must recognise. A mark in the database tells who does not.

import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import type { Db, Tx } from "./database/index.ts"
import { Refused } from "./errors.ts"
import { record } from "./people/index.ts"
import { replaceMark, standingMark } from "./secret-mark-store.ts"
import type { EpochMilliseconds } from "./time/epoch.ts"

/** Marks a database at its first start; throws Refused, in words, where it has the mark of another key. */
export async function mustShareSecretKey(db: Db, secretKey: Buffer, at: EpochMilliseconds): Promise<void> {
  const mark = markOf(secretKey)
  const standing = await standingMark(db, mark, at)
  if (standing !== undefined && timingSafeEqual(standing, mark)) return
  throw new Refused(
    "The desk on this database works with another secret key than this process: private links and reply addresses that were handed out would stop working. Start with the same SECRET_KEY, or with the file secret-key of its VAR_DIR. If that key is lost for good, charter migrate --accept-new-secret-key takes this one in its place.",
  )
}

/** Takes this key in the place of one that is lost; said in the audit. */
export async function acceptSecretKey(tx: Tx, secretKey: Buffer, at: EpochMilliseconds): Promise<void> {
  await replaceMark(tx, markOf(secretKey), at)
  await record(tx, { action: "secret-key-accepted", outcome: "done", personId: null, remote: null }, at)
}

// The mark is kept beside the data: it may tell whether a key is the same, and must not help to find it.
function markOf(secretKey: Buffer): Buffer {
  const derived = Buffer.from(hkdfSync("sha256", secretKey, "", "charter secret key mark", 32))
  return createHmac("sha256", derived).update("the secret key of this desk").digest()
}
