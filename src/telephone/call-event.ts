// What an exchange tells of a call, in the shape that such exchanges share: newCall, answer and hangup, each with the numbers of both sides.

import { z } from "zod"

const text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u)
// Some exchanges name everybody who rang: the one who answered comes first.
const user = z.union([
  text(200),
  z
    .array(text(200))
    .max(50)
    .transform((all) => all[0] ?? ""),
])
const number = text(100)
  .nullish()
  .transform((written) => (written === undefined || written === null || !/\d/.test(written) ? null : written.trim()))

/** Members that are not named here are passed over: exchanges tell more than anybody needs. */
export const callEvent = z.object({
  event: z.enum(["newCall", "answer", "hangup"]),
  callId: text(200).min(1),
  direction: z.enum(["in", "out"]),
  from: number,
  to: number,
  user: user.nullish().transform((named) => (named ?? "").trim().toLowerCase() || null),
  queue: text(200)
    .nullish()
    .transform((named) => (named ?? "").trim() || null),
})
export type CallEvent = z.output<typeof callEvent>
