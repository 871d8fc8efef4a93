// What the public reads stands in message files: their templates hold no sentences, every message that is asked for is there, and every
// event that a customer may see can be told to them.

import assert from "node:assert/strict"
import { test } from "node:test"
import "../../src/cases/index.ts"
import { declaredEvents } from "../../src/timeline/index.ts"
import { languages } from "../../src/words/index.ts"
import { found, sources } from "./code.ts"

const templates = found([
  "src/front/pages/**/*.njk",
  "src/knowledge/pages/{help,answer,text}.njk",
  "src/status/pages/{status,report,subscribe,choice,message,parts}.njk",
  "src/charter/pages/charter.njk",
  "src/web/{problem,cookies}.njk",
  "src/web/components/{languages,flash}.njk",
])

test("the templates of the public are found", () => {
  assert.ok(templates.length > 30, String(templates.length))
})

for (const { path, text } of templates) {
  test(`${path} holds no sentence of its own`, () => {
    assert.deepEqual([...textIn(text), ...literalsIn(text)], [])
  })
}

test("the guard finds a sentence in a template", () => {
  assert.deepEqual(textIn("<p>{{ x }} Hello</p>"), ["Hello"])
  assert.deepEqual(textIn('<a title="{{ say("a.b") }}" href="/x">{% if a > b %}1{% endif %}</a>'), [])
  assert.deepEqual(literalsIn('{{ govukButton({ text: "Start now", classes: "govuk-button--warning a-b" }) }}'), [
    "Start now",
  ])
  assert.deepEqual(literalsIn('{% set title = "Continue" %}'), ["Continue"])
})

test("every message that templates and code ask for by name is there", () => {
  const asked = [...found(["src/**/*.njk"]), ...sources("src").filter(({ path }) => !/\.test\.ts$/.test(path))].flatMap(
    ({ path, text }) => [...text.matchAll(/\bsay\(\s*"([a-z0-9.-]+)"\s*[,)]/g)].map((each) => `${path}: ${each[1]}`),
  )
  assert.ok(asked.length > 100)
  const missing = asked.filter((each) => !languages.base.has(each.split(": ")[1] ?? ""))
  assert.deepEqual(missing, [])
})

// Told by parts: which one depends on what the event says.
const inParts = ["opened", "wrote", "held", "resumed", "escalated", "reopened"]

test("every event that is for all is told to customers in a message: src/words/en/told.yaml", () => {
  const types = declaredEvents().flatMap(({ type, audience }) => (audience === "all" ? type : []))
  const untold = types.filter((type) => !inParts.includes(type) && !languages.base.has(`told.${type}`))
  assert.deepEqual(untold, [])
})

function textIn(template: string): string[] {
  const bare = template
    .replace(/\{#[\s\S]*?#\}/g, "")
    .replace(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, "\u0001")
    .replace(/<[^>]*>/g, "\u0001")
    .replace(/&[a-z]+;/g, "")
  return bare
    .split(/[\u0001\n]/)
    .map((each) => each.trim())
    .filter((each) => /\p{L}{2,}/u.test(each))
}

// A literal that is neither a class, a path, an id nor a key: it begins like a sentence, or has words without hyphens beside each other.
function literalsIn(template: string): string[] {
  const code = [...template.replace(/\{#[\s\S]*?#\}/g, "").matchAll(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g)].map(String)
  const literals = code.flatMap((each) => [...each.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? ""))
  return literals.filter((each) => /^[A-Z]\p{L}+/u.test(each) || /^\p{L}+( \p{L}+)+/u.test(each))
}
