// How a verb of an incident becomes a call: a noun under its case, with the version and the key that all of them take.

import type { z } from "zod"
import { type CallRequest, call } from "../call.ts"
import { type ChangedCase, fullCaseAnswer, fullCaseAnswerSchema } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import type { Right } from "../people/index.ts"
import { claimOf, defined } from "./api-fields.ts"
import type { Ask } from "./ask.ts"

/** A verb as a noun: the body's `version` and the request's key are the same for all. */
export function verb<Body extends z.ZodType<{ version?: number | undefined }>>(
  noun: string,
  right: Right,
  summary: string,
  body: Body,
  run: (request: CallRequest<z.output<Body>, unknown>, ask: Ask) => Promise<ChangedCase>,
) {
  return call({
    method: "POST",
    path: `/cases/:reference/${noun}`,
    right,
    summary,
    body,
    answer: fullCaseAnswerSchema,
    respond: async (request) => {
      const rules = await currentRules(request.db)
      const { actor, at, params, key, body: given } = request
      const reference = params["reference"] ?? ""
      const ask = { actor, reference, rules, at, ...defined({ version: given.version }), ...claimOf(key, 200) }
      return fullCaseAnswer(request.db, await run(request, ask), rules, at)
    },
  })
}
