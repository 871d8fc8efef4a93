// The minimal charter with something spoiled in it, and what the linter says: for the linter's tests.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Holiday } from "../../time/index.ts"
import { findings } from "../findings.ts"
import { readCharterSource } from "../read.ts"

export const november2026 = Temporal.Instant.from("2026-11-21T12:00Z").epochMilliseconds
export const minimal = readFileSync(join(import.meta.dirname, "minimal.yaml"), "utf8")

export type Found = { level: string; rule: string; clause: string; reason: string }

/** The findings of the minimal charter with some words replaced, each of which it has. */
export function found(replacements: Record<string, string>, holidays: readonly Holiday[] = []): Found[] {
  const text = Object.entries(replacements).reduce((all, [old, replacement]) => {
    assert(all.includes(old), `"${old}" stands in the minimal charter`)
    return all.replace(old, () => replacement)
  }, minimal)
  const source = readCharterSource(text, "desk.yaml")
  return findings(source.charter, holidays, november2026).map(({ path, ...each }) => {
    assert(source.placeOf(path).line > 1, "a finding has a place in the file")
    return each
  })
}

export function only(list: readonly Found[], rule: string): Found {
  const [one, ...others] = list.filter((each) => each.rule === rule)
  assert(one !== undefined && others.length === 0, JSON.stringify(list, null, 2))
  return one
}
