// The hard gate before the details of a customer: whoever has no part in a case says first why they read it.

import { actorOf } from "../../asked.ts"
import type { ChangedCase } from "../../cases/index.ts"
import type { Reads } from "../../database/index.ts"
import { AskFirst } from "../../errors.ts"
import type { PageRequest } from "../../page.ts"
import { needsReason } from "../../people/index.ts"
import { paths } from "../paths.ts"

/** Throws AskFirst where the person must say why before they read the case. */
export async function mustHaveReason(
  on: Reads,
  request: PageRequest,
  { reference, state }: ChangedCase,
): Promise<void> {
  const { queue, ownerId } = state
  const isNeeded = await needsReason(on, actorOf(request), { reference, queue, ownerId }, request.at)
  if (isNeeded) throw new AskFirst(paths.reason(reference))
}
