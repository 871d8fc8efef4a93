// Posted forms and query strings as the routes see them.

import type { FastifyRequest } from "fastify"
import type { Fields } from "../page.ts"
import { keptFields } from "./fields.ts"
import { forgeryField, mustBeFromHere, mustCarry } from "./forgery.ts"
import type { Web } from "./options.ts"

/** Throws NotAllowed unless the post comes from a page that this visitor was given. */
export function mustBeOurForm(web: Web, request: FastifyRequest): void {
  mustBeFromHere(request, web.publicUrl())
  mustCarry(keptFields(request.body)[forgeryField], request.visitor?.formToken())
}

/** The posted form without its token; empty for a GET. */
export function postedFields(request: FastifyRequest): Fields {
  const fields = keptFields(request.body)
  delete fields[forgeryField]
  return fields
}

export function queriedFields(request: FastifyRequest): Fields {
  return keptFields(request.query)
}
