// The way out, as one process has it: the relay, or the mailbox page where none is set, and who waits for their turn.

import { type Lanes, openLanes } from "./lanes.ts"
import type { DeskContactAt, Letterhead } from "./letterhead.ts"
import { openRelay, type Relay } from "./relay.ts"
import { defaultLeaseMilliseconds } from "./store.ts"
import { openTurns, type Turns } from "./turns.ts"

export type Outgoing = {
  readonly letterhead: Letterhead
  readonly contactAt: DeskContactAt
  /** Null: mail is caught in the mailbox page, and counts as sent. */
  readonly relay: Relay | null
  readonly lanes: Lanes
  readonly turns: Turns
  readonly leaseMilliseconds: number
  readonly renewMilliseconds: number
  /** How long to wait before each further try to record an answer, in the machine's time. */
  readonly recordingPauses: readonly number[]
  /** Ends what is under way, and then the connections. What waits is taken up after the next start. */
  readonly close: () => Promise<void>
}

export type OutgoingOptions = {
  readonly letterhead: Letterhead
  /** What the desk is called at the moment of sending; as the letterhead has it, unless given. */
  readonly contactAt?: DeskContactAt
  /** SMTP_OUT_URL. */
  readonly url?: string | undefined
  /** How long an attempt that is not renewed counts as alive: in the desk's time, which may run faster than the machine's. */
  readonly leaseMilliseconds?: number
  /** How often an attempt renews its lease, in the machine's time: well within it. */
  readonly renewMilliseconds?: number
  /** How long an attempt may take, in the machine's time. */
  readonly deadlineMilliseconds?: number
  /** Messages under way at once to one domain, and altogether, in this process. */
  readonly perDomain?: number
  readonly altogether?: number
  readonly recordingPauses?: readonly number[]
  readonly onError: (error: unknown) => void
}

const inLineLimit = 10_000
const turnMilliseconds = 500
// Long enough for a database to come back.
const usualPauses = [250, 500, 1000, 2000, 4000, 8000, 16_000]

export function openOutgoing(options: OutgoingOptions): Outgoing {
  const {
    letterhead,
    contactAt = async () => letterhead,
    url,
    perDomain = 2,
    altogether = 16,
    recordingPauses = usualPauses,
    onError,
  } = options
  const { leaseMilliseconds = defaultLeaseMilliseconds, renewMilliseconds = 8_000, deadlineMilliseconds } = options
  const relay = url === undefined ? null : openRelay({ url, deadlineMilliseconds, idleConnections: altogether })
  const lanes = openLanes({ perDomain, altogether, inLine: inLineLimit, onError })
  async function close(): Promise<void> {
    await lanes.close()
    relay?.close()
  }
  const turns = openTurns(turnMilliseconds)
  return { letterhead, contactAt, relay, lanes, turns, leaseMilliseconds, renewMilliseconds, recordingPauses, close }
}
