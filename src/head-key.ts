// The key that this process signs with, where it has one.

import { caseHeads } from "./cases/index.ts"
import type { Db } from "./database/index.ts"
import { Refused } from "./errors.ts"
import { type HeadKey, type HeadPlan, headKeyFrom, listedKeys } from "./proof/index.ts"
import type { Settings } from "./settings.ts"
import { headSeedOf, makeHeadKey } from "./settings-secret.ts"

type KeySettings = { readonly headKey: Buffer | undefined; readonly varDir: string }

/**
 * The head key: the one given, or the one kept in VAR_DIR, made there at its first use. Undefined where this desk has signed with
 * another key already, which this process does not have: a second desk on the same database does not start a key of its own.
 */
export async function headKeyOf(db: Db, settings: KeySettings): Promise<HeadKey | undefined> {
  const seed = headSeedOf(settings)
  if (seed !== undefined) return headKeyFrom(seed)
  if ((await listedKeys(db)).length > 0) return undefined
  makeHeadKey(settings.varDir)
  const made = headSeedOf(settings)
  return made === undefined ? undefined : headKeyFrom(made)
}

/** The head key, for a verb that cannot do without. Throws Refused, in words. */
export async function neededHeadKey(db: Db, settings: KeySettings): Promise<HeadKey> {
  const key = await headKeyOf(db, settings)
  if (key !== undefined) return key
  throw new Refused(
    `This desk signs with a key that is not here: give it as HEAD_KEY, or put the file head-key of the process that signs into ${settings.varDir}. If it is lost, charter head key --new makes another.`,
  )
}

/** What is signed when, and where it goes. */
export function headPlanOf({ heads }: Pick<Settings, "heads">): HeadPlan {
  return { source: caseHeads, everyMs: heads.everyMs, folder: heads.folder, webhook: heads.webhook }
}
