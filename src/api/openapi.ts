// The OpenAPI 3.1 document, made from the schemas that validate: it cannot say anything else than the API does.

import { z } from "zod"
import type { Call } from "../call.ts"

/** Where a list may be a moment old: what its reader has seen, as the last answer to a POST gave it. */
export const positionHeader = "charter-position"

export function openApiDocument(calls: readonly Call[], publicUrl: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Charter",
      version: "1",
      description:
        "The service desk. Errors are RFC 9457 problem+json. Idempotency-Key is honoured on every POST for 7 days.",
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ token: [] }],
    paths: pathsOf(calls),
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } }, schemas: { Problem: problem } },
  }
}

const problem = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    fields: {
      type: "array",
      items: { type: "object", properties: { field: { type: "string" }, message: { type: "string" } } },
    },
    changes: { type: "array", items: { type: "string" } },
  },
  required: ["type", "title", "status"],
}

function pathsOf(calls: readonly Call[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const call of calls) {
    const path = call.path.replace(/:(\w+)/g, "{$1}")
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operationOf(call) }
  }
  return paths
}

function operationOf(call: Call): object {
  const status = String(call.status ?? 200)
  return {
    summary: call.summary,
    operationId: `${call.method.toLowerCase()}${call.path.replace(/[/:-]+(\w)/g, (_all, first) => first.toUpperCase())}`,
    parameters: [...pathParameters(call), ...queryParameters(call), ...keyParameter(call), ...positionParameter(call)],
    ...(call.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(schemaOf(call.body, "input")) } }),
    responses: {
      [status]: { description: "Done", content: json(schemaOf(call.answer, "output")) },
      default: {
        description: "A problem",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  }
}

function pathParameters(call: Call): object[] {
  const names = [...call.path.matchAll(/:(\w+)/g)].map((each) => each[1])
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }))
}

function queryParameters(call: Call): object[] {
  if (!(call.query instanceof z.ZodObject)) return []
  return Object.entries(call.query.shape).map(([name, schema]) => ({
    name,
    in: "query",
    schema: schemaOf(schema, "input"),
  }))
}

function keyParameter(call: Call): object[] {
  return call.method === "POST"
    ? [{ name: "Idempotency-Key", in: "header", schema: { type: "string", maxLength: 255 } }]
    : []
}

// Only what goes on is a list.
function positionParameter({ query }: Call): object[] {
  if (!(query instanceof z.ZodObject) || !("after" in query.shape)) return []
  const description =
    "Send what the last answer to a POST gave in its header of this name (or 0/0), and the list may come from a replica that has at least that; without it, the list is never a moment old."
  return [{ name: "Charter-Position", in: "header", description, schema: { type: "string", maxLength: 17 } }]
}

function schemaOf(schema: unknown, io: "input" | "output"): object {
  if (!(schema instanceof z.ZodType)) return {}
  // Shared shapes are written out where they are used: the document is read by programs.
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, reused: "inline", unrepresentable: "any" })
  return rest
}

function json(schema: object): object {
  return { "application/json": { schema } }
}
