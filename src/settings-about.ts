// What is said of each setting, beside its type.

import { z } from "zod"

export type About = {
  /** What it does, in a sentence. */
  readonly sentence: string
  /** What may be written, in words. */
  readonly type: string
  /** What holds when it is not set, in words or as one would write it. */
  readonly default: string
  readonly secret?: boolean
}

export const about = z.registry<About>()
