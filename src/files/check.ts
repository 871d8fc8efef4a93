// Uploads are checked for viruses, one after the other. While the scanner is away they wait, and are tried again less and less often.

import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Scanner, ScannerAway } from "./clamd.ts"
import { claimUnchecked, lookAgainAt, markChecked, releaseUnchecked, selectPiece } from "./store.ts"

/** How long one process has to check a file before another tries it. */
export const checkLeaseMilliseconds = 60_000
const filesAtOnce = 10

/** Told whether the scanner answers, each time that it was asked. */
export type ScannerHeard = (isThere: boolean) => void

/** Checks what is due at `at`; gives how many files have a verdict now. Without a scanner nothing waits for one. */
export async function checkUploads(
  db: Db,
  scanner: Scanner | undefined,
  at: EpochMilliseconds,
  heard: ScannerHeard = () => {},
): Promise<number> {
  if (scanner === undefined) return await releaseUnchecked(db)
  let checked = 0
  for (const file of await claimUnchecked(db, at, at + checkLeaseMilliseconds, filesAtOnce)) {
    const verdict = await verdictOr(scanner, piecesOf(db, file.id), heard)
    if (verdict === undefined) await lookAgainAt(db, file.id, at + pauseBefore(file.attempts))
    else {
      await markChecked(db, file.id, verdict.is, verdict.is === "infected" ? verdict.threat : null)
      checked += 1
    }
  }
  return checked
}

/** The verdict on a file; undefined while the scanner is away. */
export async function verdictOr(scanner: Scanner, file: Buffer | AsyncIterable<Buffer>, heard: ScannerHeard) {
  try {
    const verdict = await scanner.scan(file)
    heard(true)
    return verdict
  } catch (error) {
    if (!(error instanceof ScannerAway)) throw error
    heard(false)
    return undefined
  }
}

async function* piecesOf(db: Db, id: string): AsyncGenerator<Buffer> {
  let number = 0
  for (let piece = await selectPiece(db, id, number); piece !== undefined; piece = await selectPiece(db, id, ++number))
    yield piece
}

/** How long to wait after the given attempt: 2, 4, 8 ... 60 seconds. */
export function pauseBefore(attempts: number): number {
  return Math.min(2 ** Math.min(attempts, 6) * 1000, 60_000)
}
