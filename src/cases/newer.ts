// What a newer release of Charter recorded, as the release before it meets it after it was taken back.

import { Refused } from "../errors.ts"
import type { Author } from "../people/actor.ts"

/** What a newer release of Charter recorded, and this one does not know. */
export type NewerEvent = {
  readonly type: "newer"
  readonly data: Readonly<Record<string, never>>
  readonly seq: number
  readonly at: number
  readonly by: Author
}

/** The history of a case holds what only a newer release can read, so this one must not decide anything about it. */
export class NewerHistory extends Refused {
  constructor(type: string) {
    super(
      `A newer release of Charter has recorded something on this case (${type}) that the one now running cannot read. The case can be looked at, and nothing about it can be changed until the newer release runs again.`,
    )
  }
}
