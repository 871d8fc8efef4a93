// How often a form may be used within an hour. Generous to a force behind one network address on a bad day, and no weapon
// against one person: whatever is sent, at most three automatic mails of a kind go to an address within an hour.

import { createHmac } from "node:crypto"
import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { record } from "./audit.ts"
import { countUse } from "./flood-store.ts"
import { networkOf } from "./network.ts"

const windowMilliseconds = 3_600_000

/** Uses an hour, of each kind of counter. */
export const most = {
  /** Forms begun from one network. */
  "report-begun": 1200,
  /** Reports sent from one network. */
  "report-sent": 300,
  /** Reports sent from one network in the name of one address. */
  "report-sent-as": 10,
  /** Messages added to one case. */
  "message-added": 30,
  /** Fresh links asked for of one case. */
  "link-asked": 3,
  /** Copies of one report asked for. */
  "copy-asked": 3,
  /** Links to sign in asked for from one network, and for one address. */
  "sign-in-asked": 120,
  "sign-in-asked-for": 3,
  /** Subscriptions to the status of services from one network, and of one address. */
  "status-asked": 120,
  "status-asked-for": 3,
} as const

export type Counted = {
  readonly form: keyof typeof most
  /** What is counted beside the network address: an email address, a case. */
  readonly about?: string | number
  /** Absent where it makes no difference where somebody is. */
  readonly remoteAddress?: string
}

/** Counts one more use. False once there are too many: then the first such refusal of a window is in the audit. */
export async function isWithinLimit(db: Db, key: Buffer, counted: Counted, at: EpochMilliseconds): Promise<boolean> {
  const { form, about = "", remoteAddress } = counted
  const network = remoteAddress === undefined ? "" : networkOf(remoteAddress)
  const subject = createHmac("sha256", key)
    .update(JSON.stringify(["form use", form, about, network]))
    .digest()
  const uses = await countUse(db, subject, at, at + windowMilliseconds)
  if (uses === most[form] + 1) {
    const target = [`form:${form}`]
    await record(
      db,
      { action: "form-slowed-down", outcome: "refused", personId: null, remote: remoteAddress ?? null, target },
      at,
    )
  }
  return uses <= most[form]
}
