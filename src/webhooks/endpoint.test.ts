import assert from "node:assert/strict"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import { endpointAddress, typesChosen, wishGiven } from "./endpoint.ts"
import { pauseAfter, restAfter, verdictOf } from "./patience.ts"
import { newSecret, openedSecret, sealedSecret, secretText } from "./secret.ts"

const wrong = [
  "http://example.org/",
  "https://10.0.0.1/",
  "https://localhost/",
  "https://a:b@example.org/",
  "nonsense",
  "",
]
for (const url of wrong) {
  test(`A33: ${JSON.stringify(url)} is no address of an endpoint`, () => {
    assert.throws(() => endpointAddress(url, "public"), Invalid)
  })
}

test("A33: a port that browsers refuse is refused in words, and any other is taken", () => {
  for (const port of [0, 22, 25, 587, 993, 6667, 10080])
    assert.throws(
      () => endpointAddress(`https://example.org:${port}/`, "public"),
      (error: Invalid) => new RegExp(`^Port ${port} belongs to another service`).test(error.message),
    )
  for (const port of [443, 80, 8443, 3000])
    assert.match(endpointAddress(`https://example.org:${port}/`, "public"), /^https:/)
})

test("an address is kept as it is posted to: without what stands behind the hash", () => {
  assert.equal(endpointAddress(" https://Example.org/a?b=1#c ", "public"), "https://example.org/a?b=1")
  assert.throws(() => endpointAddress(`https://example.org/${"x".repeat(2000)}`, "public"), Invalid)
})

test("types are chosen among those there are, each once", () => {
  assert.deepEqual(typesChosen(["b", "a", "b"], ["a", "b"]), ["a", "b"])
  assert.throws(() => typesChosen([], ["a"]), Invalid)
  assert.throws(() => typesChosen(["c"], ["a"]), Invalid)
})

test("all that is wrong with a wish is said at once", () => {
  assert.throws(
    () => wishGiven({ url: "", types: [] }, ["a"], "public"),
    (error: Invalid) => error.fields.map((each) => each.field).join() === "url,types",
  )
})

test("a sealed secret opens with its key for its endpoint alone", () => {
  const [key, secret] = [Buffer.alloc(32, 1), newSecret()]
  const sealed = sealedSecret(key, "https://example.org/", secret)
  assert.deepEqual(openedSecret(key, "https://example.org/", sealed), secret)
  assert.throws(() => openedSecret(key, "https://example.com/", sealed))
  assert.throws(() => openedSecret(Buffer.alloc(32, 2), "https://example.org/", sealed))
  assert.match(secretText(secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
})

test("patience grows, and ends", () => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseAfter(index + 1))
  assert.deepEqual(pauses.slice(9), [undefined, undefined, undefined])
  assert.ok(pauses.slice(0, 9).every((each, index, all) => index === 0 || Number(each) > Number(all[index - 1])))
  assert.deepEqual([restAfter(1), restAfter(3), restAfter(10_000)], [5000, 20_000, 600_000])
})

test("what an answer says", () => {
  const said = [undefined, 200, 204, 301, 400, 404, 408, 410, 429, 500, 503].map(verdictOf)
  const [later, taken, refused] = ["later", "taken", "refused"]
  assert.deepEqual(said, [later, taken, taken, refused, refused, refused, later, "gone", later, later, later])
})
