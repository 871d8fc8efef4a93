// Files that are on cases already are checked for viruses: notes, calls and letters are recorded at once, whether the scanner is there or not.

import {
  changeLockedCase,
  claimFileChecks,
  contentPieces,
  endFileCheck,
  endFileChecks,
  type FileToCheck,
  postponeFileCheck,
} from "../cases/index.ts"
import { currentRulesIn } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { checkLeaseMilliseconds, pauseBefore, type Scanner, type ScannerHeard, verdictOr } from "../files/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { quarantined } from "./quarantine.ts"

const filesAtOnce = 10

/** Checks what is due at `at`; gives how many files have a verdict now. Without a scanner nothing waits for one. */
export async function checkCaseFiles(
  db: Db,
  scanner: Scanner | undefined,
  at: EpochMilliseconds,
  heard: ScannerHeard = () => {},
): Promise<number> {
  if (scanner === undefined) return await endFileChecks(db)
  let checked = 0
  for (const file of await claimFileChecks(db, at, at + checkLeaseMilliseconds, filesAtOnce)) {
    if (await check(db, scanner, file, at, heard)) checked += 1
  }
  return checked
}

async function check(
  db: Db,
  scanner: Scanner,
  file: FileToCheck,
  at: EpochMilliseconds,
  heard: ScannerHeard,
): Promise<boolean> {
  if (file.size === null) return await endFileCheck(db, file)
  const verdict = await verdictOr(scanner, contentPieces(db, file), heard)
  if (verdict === undefined) await postponeFileCheck(db, file, at + pauseBefore(file.attempts))
  else if (verdict.is === "clean") await endFileCheck(db, file)
  else await putAway(db, file, verdict.threat, at)
  return verdict !== undefined
}

// In one transaction: at no moment is the file neither waiting nor in quarantine.
async function putAway(db: Db, file: FileToCheck, threat: string, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    const rules = await currentRulesIn(tx, db)
    await changeLockedCase(tx, file.caseId, { actor: system, rules, at }, async (deciding) => {
      const isOurs = await endFileCheck(tx, file)
      return isOurs ? quarantined(deciding, file.contentId, threat) : { happenings: [] }
    })
  })
}
