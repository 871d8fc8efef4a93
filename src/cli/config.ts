// `charter config`: every setting with its value, secrets hidden.

import type { Command } from "commander"
import { type DescribedVariable, describedVariables, readSettings } from "../settings.ts"

export function register(program: Command): void {
  program
    .command("config")
    .description("prints every setting with its sentence, its type, its default and its value; secrets are hidden")
    .option("--json", "as one JSON object, keyed by variable")
    .action((options: { json?: boolean }) => showSettings(options.json === true))
}

function showSettings(asJson: boolean): void {
  const shown = describedVariables().map((each) => ({ name: each.name, ...entryOf(each) }))
  const asObject = () => Object.fromEntries(shown.map(({ name, ...entry }) => [name, entry]))
  const text = asJson ? JSON.stringify(asObject(), null, 2) : shown.map(paragraphOf).join("\n")
  process.stdout.write(`${text}\n`)
  // Last, so that a setting that is wrong is seen among the others, and still makes the verb fail.
  readSettings()
}

type Entry = { value: string | null; isSet: boolean; default: string; type: string; sentence: string; secret: boolean }

function entryOf({ about, given, standard }: DescribedVariable): Entry {
  const { sentence, type, default: fallback, secret = false } = about
  const value = given === undefined ? asWritten(standard) : secret ? "(hidden)" : withoutPassword(given)
  return { value, isSet: given !== undefined, default: fallback, type, sentence, secret }
}

function asWritten(standard: unknown): string | null {
  if (typeof standard === "boolean") return standard ? "on" : "off"
  return standard === undefined ? null : String(standard)
}

function paragraphOf({ name, value, isSet, sentence, type, default: fallback }: Entry & { name: string }): string {
  const heading =
    value === null ? `${name} is not set: ${fallback}` : `${name}=${value}${isSet ? "" : " (the default)"}`
  return `${heading}\n  ${sentence} (${type})`
}

/** An address with its passwords hidden, wherever a driver would accept one. */
export function withoutPassword(text: string): string {
  const parsed = URL.parse(text)
  if (parsed === null || !/^[a-z]+:\/\//i.test(text)) return text
  if (parsed.password !== "") parsed.password = "***"
  for (const name of [...parsed.searchParams.keys()]) {
    if (/pass|secret|key|token/i.test(name)) parsed.searchParams.set(name, "***")
  }
  return parsed.href
}
