// What a macro does to a case beside its words: moves of the lifecycle, each with what it needs. Enumerations and ids only, never words.

import { z } from "zod"
import { holdReasons } from "../cases/index.ts"
import { priorityLevels } from "../charter/index.ts"

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80)

const macroMove = z.discriminatedUnion("move", [
  z.strictObject({ move: z.literal("classify"), priority: z.literal(priorityLevels) }),
  z.strictObject({ move: z.literal("take") }),
  z.strictObject({ move: z.literal("pass"), team: slug }),
  z.strictObject({ move: z.literal("hold"), for: z.enum(holdReasons) }),
  z.strictObject({ move: z.literal("resume") }),
  z.strictObject({ move: z.literal("resolve"), outcome: slug }),
  z.strictObject({ move: z.literal("close") }),
])
export type MacroMove = z.output<typeof macroMove>

/** The moves of a macro, or of a reply that a macro wrote, in the order in which they are made. */
export const macroMoves = z.array(macroMove).max(6)
