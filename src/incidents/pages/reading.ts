// The hard gate before the details of a customer: whoever has no part in a case says first why they read it.

import type { ChangedCase } from "../../cases/index.ts"
import type { Reads } from "../../database/index.ts"
import { AskFirst } from "../../errors.ts"
import { type Actor, needsReason } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { paths } from "../paths.ts"

type Asking = { readonly actor: Actor; readonly at: EpochMilliseconds }

/** Throws AskFirst where the person must say why before they read the case. */
export async function mustHaveReason(
  on: Reads,
  { actor, at }: Asking,
  { reference, state }: ChangedCase,
): Promise<void> {
  const { queue, ownerId } = state
  const isNeeded = await needsReason(on, actor, { reference, queue, ownerId }, at)
  if (isNeeded) throw new AskFirst(paths.reason(reference))
}
