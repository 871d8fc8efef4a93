// The proof that a case stands in the latest signed head, for those who may see the case: as a file, and as a call.

import { z } from "zod"
import { actorOf } from "../asked.ts"
import { call } from "../call.ts"
import type { Page } from "../page.ts"
import { proofOfCase } from "../proof/index.ts"
import { findByReference } from "./find.ts"
import { caseHeads } from "./heads-store.ts"

const page: Page = {
  method: "GET",
  path: "/desk/cases/:reference/proof",
  audience: "see-cases",
  answer: async (request) => {
    const { db, params } = request
    const { caseId, reference } = await findByReference(db, actorOf(request), params["reference"] ?? "")
    return {
      download: Buffer.from(`${await proofOfCase(db, caseHeads, caseId)}\n`),
      fileName: `proof-${reference}.json`,
    }
  },
}

export const proofPages: readonly Page[] = [page]

const hex = z.string()
const proof = z.looseObject({
  what: z.literal("charter inclusion proof"),
  v: z.literal(1),
  leaf: z.object({ case: z.int(), head: hex, seq: z.int() }),
  path: z.array(hex),
  head: z.looseObject({ number: z.int(), at: z.string(), root: hex }),
  signature: hex,
})

export const proofCalls = [
  call({
    method: "GET",
    path: "/cases/:reference/proof",
    right: "see-cases",
    summary:
      "The proof that the case stands in the latest signed head; canonical JSON of it is what check-inclusion.mjs reads",
    answer: proof,
    respond: async ({ db, actor, params }) => {
      const { caseId } = await findByReference(db, actor, params["reference"] ?? "")
      return proof.parse(JSON.parse(await proofOfCase(db, caseHeads, caseId)))
    },
  }),
]
