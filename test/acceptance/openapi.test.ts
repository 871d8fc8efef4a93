// The OpenAPI document: that it is one, lists every call, and is true of real answers.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { z } from "zod"
import { plainContact } from "./colleague.ts"
import { sent, written } from "./letters.ts"
import { addressOf, story } from "./story.ts"

const { place, sam, post, opened, reference, end } = await story("2026-03-27T09:00+00:00")
after(end)

const content = z.record(z.string(), z.strictObject({ schema: z.record(z.string(), z.unknown()) }))
const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(["query", "path", "header"]),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.record(z.string(), z.unknown()),
})
const operation = z.strictObject({
  summary: z.string().min(1),
  description: z.string().optional(),
  operationId: z.string().regex(/^\w+$/),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean().optional(), content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), headers: z.unknown().optional(), content: content.optional() }),
  ),
})
const document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
  servers: z.array(z.object({ url: z.string().min(1) })).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post"]), operation)),
  components: z.object({
    securitySchemes: z.record(z.string(), z.object({ type: z.literal("http"), scheme: z.literal("bearer") })),
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
})

const answer = await place.ask(null, "GET", "/api/v1/openapi.json")
const api = document.parse(answer.body)
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => ({ path, method, ...one })),
)

test("every call of the interface is listed, and no other", () => {
  const verbs = ["classification", "assignment", "reply", "note", "hold", "resumption", "escalation", "resolution"]
  const ofFamily = ["merge", "separation", "split", "parent", "departure", "children", "notice-to-all"]
  const ofMajor = ["major-incident", "major-lead", "gold-group", "gold-decision", "restoration", "review"]
  assert.deepEqual(
    operations.map(({ method, path }) => `${method} ${path}`).toSorted(),
    [
      ...[
        "get /cases",
        "get /cases/{reference}",
        "get /cases/{reference}/children",
        "get /cases/{reference}/proof",
        "get /cases/{reference}/relations",
        "get /charter",
        "get /letters",
        "get /notices",
        "post /contacts",
      ],
      ...[...verbs, "reopening", "closure", ...ofFamily, ...ofMajor].map((noun) => `post /cases/{reference}/${noun}`),
    ].toSorted(),
  )
})

test("it hangs together: names once, parameters of paths declared, references that lead somewhere", () => {
  assert.equal(answer.headers.get("content-type")?.startsWith("application/json"), true)
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  for (const { path, parameters = [], operationId } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = parameters.filter((each) => each.in === "path")
    assert.deepEqual(
      declared.map(({ name }) => name),
      inPath,
      operationId,
    )
    assert.ok(declared.every(({ required }) => required === true))
    assert.equal(new Set(parameters.map((each) => `${each.in} ${each.name}`)).size, parameters.length)
  }
  for (const [, ref = ""] of JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)) assert.ok(resolved(ref), ref)
  for (const scheme of api.security.flatMap((each) => Object.keys(each))) {
    assert.ok(Object.hasOwn(api.components.securitySchemes, scheme))
  }
})

test("every POST declares its body, its Idempotency-Key, and the query of every list", () => {
  for (const { method, path, requestBody, parameters = [] } of operations) {
    assert.equal(requestBody !== undefined, method === "post", path)
    const names = parameters.map(({ name }) => name)
    assert.equal(names.includes("Idempotency-Key"), method === "post", path)
    if (["/cases", "/letters", "/notices"].includes(path)) {
      for (const name of ["state", "limit", "after"]) assert.ok(names.includes(name), `${path} ${name}`)
    }
    const body = requestBody?.content["application/json"]?.schema
    if (path.startsWith("/cases/") && body !== undefined)
      assert.ok(Object.hasOwn(Object(body["properties"]), "version"))
  }
})

test("its schemas are true of real answers, and of problems", async () => {
  const contact = { ...plainContact, from: { email: addressOf("api") } }
  const { reference: ref } = await opened("api", { ...contact, priority: 1 })
  await post.sentTo(addressOf("api"), ref)
  await sent(place.addresses().smtp, written({ from: "held@force.example", subject: `Re: ${reference("api")}` }))
  await sent(place.addresses().smtp, written({ from: "filed@force.example" }))
  const asked: readonly (readonly [string, string, unknown?])[] = [
    ["post", "/contacts", contact],
    ["get", "/cases"],
    ["get", "/cases/{reference}"],
    ["get", "/cases/{reference}/relations"],
    ["get", "/cases/{reference}/children"],
    ["post", "/cases/{reference}/classification", { answers: { "total-loss": true } }],
    ["post", "/cases/{reference}/assignment", { to: "me" }],
    ["post", "/cases/{reference}/note", { body: "x" }],
    ["post", "/cases/{reference}/reply", { body: "x" }],
    ["post", "/cases/{reference}/hold", { for: "customer", until: "2026-03-30T09:00" }],
    ["post", "/cases/{reference}/resumption", {}],
    ["post", "/cases/{reference}/escalation", { reason: "x" }],
    ["post", "/cases/{reference}/resolution", { outcome: "fixed", body: "x" }],
    ["post", "/cases/{reference}/reopening", { reason: "x" }],
    ["post", "/cases/{reference}/resolution", { outcome: "withdrawn", body: "x" }],
    ["post", "/cases/{reference}/closure", {}],
    ["get", "/letters"],
    ["get", "/notices"],
    ["get", "/charter"],
  ]
  for (const [method, path, body] of asked) {
    await isTrue(method, path, await sam.ask(method.toUpperCase(), path.replace("{reference}", ref), body))
  }
  await isTrue("post", "/contacts", await sam.ask("POST", "/contacts", { nonsense: 1 }))
  await isTrue("get", "/cases/{reference}", await sam.ask("GET", "/cases/INC-2026-999999"))
  await isTrue("post", "/cases/{reference}/closure", await sam.ask("POST", `/cases/${ref}/closure`, { version: 1 }))
})

async function isTrue(method: string, path: string, { status, headers, body }: Awaited<ReturnType<typeof sam.ask>>) {
  const found = operations.find((each) => each.method === method && each.path === path)
  const response = found?.responses[String(status)] ?? found?.responses["default"]
  const type = headers.get("content-type")?.split(";")[0] ?? ""
  const schema = response?.content?.[type]?.schema
  assert.ok(schema !== undefined, `${method} ${path} says nothing of ${status} ${type}`)
  const whole = typeof schema["$ref"] === "string" ? resolved(schema["$ref"]) : schema
  const problems = z.fromJSONSchema(Object(whole)).safeParse(body).error
  assert.equal(problems, undefined, `${method} ${path}: ${problems?.message}`)
}

function resolved(ref: string): unknown {
  const steps = ref.replace(/^#\//, "").split("/")
  return steps.reduce<unknown>((found, step) => Object(found)[step], api)
}
