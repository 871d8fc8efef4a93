// Posted forms and query strings as the routes see them.

import type { FastifyRequest } from "fastify"
import type { Fields } from "../page.ts"
import { mustBeText } from "./fields.ts"
import { forgeryField, mustBeFromHere, mustCarry } from "./forgery.ts"
import type { Web } from "./options.ts"

/** Throws NotAllowed unless the post comes from a page that this visitor was given. */
export function mustBeOurForm(web: Web, request: FastifyRequest): void {
  mustBeFromHere(request, web.settings.publicUrl)
  mustCarry(fieldsOf(request.body)[forgeryField], request.visitor?.formToken())
}

/** The posted form without its token; empty for a GET. */
export function postedFields(request: FastifyRequest): Fields {
  const { [forgeryField]: _token, ...fields } = fieldsOf(request.body)
  return Object.assign(Object.create(null), fields)
}

export function queryFields(request: FastifyRequest): Fields {
  return fieldsOf(request.query)
}

// What fieldsFrom() made, back from where Fastify kept it without a type.
function fieldsOf(kept: unknown): Fields {
  const fields: Fields = Object.create(null)
  for (const [name, value] of Object.entries(kept ?? {})) {
    for (const each of [value].flat()) mustBeText(String(each))
    fields[name] = Array.isArray(value) ? value.map(String) : String(value)
  }
  return fields
}
