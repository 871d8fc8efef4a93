import assert from "node:assert/strict"
import { test } from "node:test"
import { found } from "./code.ts"

const templates = found(["src/**/*.njk"])

test("no template calls a value safe or turns escaping off", () => {
  const careless = templates.filter(({ text }) => /\|\s*safe\b|autoescape/.test(withoutComments(text)))
  assert.deepEqual(
    careless.map(({ path }) => path),
    [],
  )
})

test("a component's html is our own markup: written out, captured from a block, or another component", () => {
  const foreign = templates.flatMap(({ path, text }) => foreignMarkup(text).map((value) => `${path}: html: ${value}`))
  assert.deepEqual(foreign, [])
})

test("the guard on html knows foreign markup when it sees it", () => {
  assert.deepEqual(foreignMarkup("{% set own %}<p>{{ x }}</p>{% endset %}{{ govukInset({ html: own }) }}"), [])
  assert.deepEqual(foreignMarkup('{{ govukInset({ html: "<b>ours</b>" }) }}'), [])
  assert.deepEqual(foreignMarkup("{{ govukInset({ html: govukTag({ text: x }) }) }}"), [])
  assert.deepEqual(foreignMarkup("{{ govukInset({ html: message.body }) }}"), ["message.body"])
  assert.deepEqual(foreignMarkup('{{ govukInset({ html: "<b>" ~ name ~ "</b>" }) }}'), ['"<b>" ~ name ~ "</b>"'])
  assert.deepEqual(foreignMarkup('{{ govukInset({ "html": name }) }}'), ["name"])
})

// The value of an `html` (or `...Html`) key that is not plainly ours.
function foreignMarkup(text: string): string[] {
  const captured = new Set([...text.matchAll(/\{%-?\s*set\s+(\w+)\s*-?%\}/g)].map((match) => match[1]))
  const values = [
    ...withoutComments(text).matchAll(
      /["']?\b(?:html|\w+Html)["']?\s*:\s*([^\n]*?)\s*(?=,\s*["']?\w+["']?\s*:|[,}\n]|$)/g,
    ),
  ]
  return values.map((match) => match[1] ?? "").filter((value) => !isOurs(value, captured))
}

function isOurs(value: string, captured: ReadonlySet<string | undefined>): boolean {
  const isLiteral = /^"[^"]*"$|^'[^']*'$/.test(value)
  const isComponent = /^(govuk|moj)[A-Z]\w*\(|^caller\(\)/.test(value)
  return isLiteral || isComponent || captured.has(value)
}

function withoutComments(text: string): string {
  return text.replace(/\{#[\s\S]*?#\}/g, "")
}
