// The command line of a place, with what a verb must hold to however it ends.

import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Desk, Ran } from "./desk.ts"

export type Shell = {
  /** A verb's answer in its machine form. */
  readonly told: (words: readonly string[], input?: string) => Promise<unknown>
  /** Runs a verb that ends with this code, and speaks in words rather than traces. */
  readonly ends: (
    code: number,
    words: readonly string[],
    input?: string,
    settings?: Record<string, string>,
  ) => Promise<Ran>
  /** A file with this text; gives its path. */
  readonly file: (name: string, text: string) => string
}

export const charterFile = join(import.meta.dirname, "../../charters/college-learn.yaml")

export function shell(place: Desk): Shell {
  return {
    told: async (words, input) => {
      const { code, out, err } = await place.run([...words, "--json"], input)
      assert.equal(code, 0, err)
      return JSON.parse(out)
    },
    ends: async (code, words, input, settings) => {
      const ran = await place.run(words, input, settings)
      assert.equal(ran.code, code, `charter ${words.join(" ")}: ${ran.out}${ran.err}`)
      assert.doesNotMatch(ran.err, /fault in Charter|\n +at /, words.join(" "))
      return ran
    },
    file: (name, text) => {
      const path = join(place.varDir, name)
      writeFileSync(path, text)
      return path
    },
  }
}
