// Who writes by the dozen has long had the three automatic mails that an address gets in an hour: to prepare more, only to find each
// over the limit, would cost as much as reading the letters did.

import { type Db, perDatabase } from "../database/index.ts"
import type { ParsedLetter } from "./letter.ts"
import { senderGauge } from "./senders.ts"

const lettersThanked = 10
// Some forty minutes after a flood an address is below ten again.
const options = { fadeMilliseconds: 1_800_000, most: 40, now: () => performance.now() }
const gaugeOf = perDatabase(() => senderGauge(options))

/** The letter as it is to be answered: not at all where its sender has just written ten. */
export function thanked(db: Db, parsed: ParsedLetter): ParsedLetter {
  if (parsed.from === null || !parsed.mayBeAnswered) return parsed
  const isOneOfMany = gaugeOf(db).add(parsed.from.address.toLowerCase()) > lettersThanked
  return isOneOfMany ? { ...parsed, mayBeAnswered: false } : parsed
}
