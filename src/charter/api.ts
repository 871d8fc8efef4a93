// The charter in force, as data.

import { z } from "zod"
import { call } from "../call.ts"
import { charterAsData } from "./data.ts"
import { charterSchema } from "./schema.ts"
import { charterInForce } from "./versions.ts"

export const charterCalls = [
  call({
    method: "GET",
    path: "/charter",
    right: "see-cases",
    summary: "The charter in force",
    answer: z.looseObject(charterSchema.shape),
    respond: async ({ db, at }) => charterAsData(await charterInForce(db, at)),
  }),
]
