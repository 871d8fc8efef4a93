// What a case is at any moment: folded from its events and from nothing else.

import type { PriorityLevel } from "../charter/index.ts"
import type { ClockRecords, OpenInterval } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { ContentRef } from "../timeline/index.ts"
import type { channels, holdReasons } from "./events.ts"

/** The version of the fold: raised whenever it would make another state of the same events. */
export const foldVersion = 1

export type Channel = (typeof channels)[number]
export type HoldReason = (typeof holdReasons)[number]

export type CaseState = {
  readonly kind: string
  readonly state: string
  readonly channel: Channel
  readonly priority: PriorityLevel | null
  readonly queue: string
  readonly ownerId: number | null
  readonly service: string | null
  readonly receivedAt: EpochMilliseconds
  readonly subject: ContentRef
  /** The content of the last letter from the customer, which a reply answers. */
  readonly letter: number | null
  readonly requester: { readonly name?: ContentRef; readonly email?: ContentRef; readonly phone?: ContentRef }
  /** Counts moves and correspondence. */
  readonly version: number
  readonly seq: number
  /** When the last event was recorded: time does not run backwards within a case. */
  readonly lastAt: EpochMilliseconds
  readonly lastContent: number
  readonly lastNotice: number
  readonly firstMessageAt: EpochMilliseconds | null
  readonly resolvedAt: EpochMilliseconds | null
  /** The first time that the case ended, and stays ended, however; for private links. */
  readonly endedAt: EpochMilliseconds | null
  readonly updatedAt: EpochMilliseconds
  readonly hold: {
    readonly for: HoldReason
    readonly from: EpochMilliseconds
    readonly until: EpochMilliseconds | null
  } | null
  /** Waits for the customer and times between resolution and reopening, merged where they touch. */
  readonly waits: readonly OpenInterval[]
  readonly clocks: ClockRecords
  /**
   * Only on a case whose history comes from another system: which import brought it in, which version of the charter judges it, and when
   * the import of this case ended; null while it goes on.
   */
  readonly imported?: {
    readonly import: number
    readonly charter: number
    readonly endedAt: EpochMilliseconds | null
  }
  /** The organisation that the case belongs to; null once it was taken off. Absent where it never had one. */
  readonly organisation?: number | null
  /** How satisfied the customer said they are, 1 to 5. Absent until they did. */
  readonly satisfaction?: number
  /** They have been asked, which happens once. Absent until they were. */
  readonly isAsked?: true
  /** What the customer used the desk in, and mail about the case is written in. Absent: English. */
  readonly language?: string
  readonly follows: number | null
  readonly followedBy: number | null
  /** The case that this one was split off from. */
  readonly splitFrom?: number
  /** The case that this one was merged into, where it is dealt with. */
  readonly mergedInto?: number
  /** The cases that were merged into this one. */
  readonly absorbed?: readonly number[]
  readonly parent?: number
  /** How many cases are children of this one. */
  readonly children?: number
  /** Declared a major incident. `updatedAt`: when everyone affected was last told, or the declaration. */
  readonly major?: {
    readonly declaredAt: EpochMilliseconds
    readonly updatedAt: EpochMilliseconds
    readonly endedAt: EpochMilliseconds | null
    readonly reviewedAt: EpochMilliseconds | null
    readonly leadId: number
    readonly gold: readonly number[]
  }
}
