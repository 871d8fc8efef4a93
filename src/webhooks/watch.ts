// Endpoints that were given up: somebody must look at them, so they are an alarm while they are paused.

import type { Alarms } from "../alarms.ts"
import type { Reads } from "../database/index.ts"
import { endpointsGivenUp } from "./endpoint-store.ts"

/** Raises the alarm, or clears it. The sentence goes to the log: it names endpoints by number, never by address. */
export async function watchEndpoints(on: Reads, alarms: Pick<Alarms, "raise" | "clear">): Promise<void> {
  const numbers = (await endpointsGivenUp(on)).map((each) => each.endpointId)
  if (numbers.length === 0) return alarms.clear("webhook")
  const which =
    numbers.length === 1 ? `Webhook endpoint ${numbers[0]} is` : `Webhook endpoints ${numbers.join(", ")} are`
  alarms.raise(
    "webhook",
    `${which} paused, because no message was taken for days or the receiver said that it is gone: nothing is kept for it meanwhile. Look at Webhooks under Administration.`,
  )
}
