// Filters that are written as words of a search: `owner:me due:today`. What is nearly one is told of, so that nobody takes a list for an
// answer to what they did not ask.

import { slipsBetween } from "./slips.ts"

/** The filters, by the words that people have for them: the name first that our own pages use. */
const filters = [
  { field: "owner", names: ["owner", "assignee"], example: "owner:me" },
  { field: "queue", names: ["team", "queue"], example: 'team:"Contact centre"' },
  { field: "state", names: ["state", "is", "status"], example: "state:open" },
  { field: "kind", names: ["kind"], example: "kind:incident" },
  { field: "priority", names: ["priority", "prio"], example: "priority:1" },
  { field: "due", names: ["due"], example: "due:today" },
  { field: "waiting", names: ["waiting"], example: "waiting:customer" },
  { field: "channel", names: ["channel"], example: "channel:phone" },
  { field: "service", names: ["service"], example: "service:college-learn" },
  { field: "organisation", names: ["organisation", "org", "organization"], example: "organisation:Thornleigh" },
] as const
type Filter = (typeof filters)[number]

export type AskedWords = {
  /** By the names of the list's fields. */
  readonly fields: Readonly<Record<string, string>>
  /** Words and quoted phrases. */
  readonly words: string
  /** What was meant for a filter and is none, in sentences. Then neither the fields nor the words are what was asked for. */
  readonly faults: readonly string[]
}

/** Takes the filters out of what was typed. What looks like one and is none (`http://...`, `error:500`) is left among the words. */
export function filtersInWords(typed: string): AskedWords {
  const read = parts(typed).map(readPart)
  const given = read.filter((each) => "filter" in each)
  const fields = given.map(({ filter, value }) => [filter.field, value])
  const faults = [...read.flatMap((each) => ("fault" in each ? [each.fault] : [])), ...givenTwice(given)]
  const words = read.flatMap((each) => ("word" in each ? [each.word] : []))
  return { fields: Object.fromEntries(fields), words: words.join(" "), faults: [...new Set(faults)] }
}

// A quoted phrase (or filter) is one part, though it has spaces.
function parts(typed: string): string[] {
  return typed.match(/-?(?:[a-z]+:)?"[^"]*"|\S+/gi) ?? []
}

type Part = { readonly word: string } | { readonly fault: string } | Given
type Given = { readonly filter: Filter; readonly value: string }

function readPart(part: string): Part {
  const [, minus, name = "", typed = ""] = /^(-?)([a-z]+):(?!\/\/)(.*)$/is.exec(part) ?? []
  const filter = filterNamed(name)
  if (filter === undefined) return fromNear(part, name, typed)
  if (minus === "-")
    return { fault: `A filter cannot be turned round with a minus. Take the minus away from ${shown(part)}` }
  const value = unquoted(typed)
  if (value === undefined) return { fault: `Close the quotation marks, like ${filter.example}` }
  if (value === "") return { fault: `Write what to filter by straight after ${name}: like ${filter.example}` }
  return { filter, value }
}

function filterNamed(name: string): Filter | undefined {
  return filters.find(({ names }) => names.some((each) => each === name.toLowerCase()))
}

/** A shorter name is so near to so many words that it is taken for none. */
const nearLength = 3

// "Sue:" at the end of a word is somebody's name, and no "due:".
function fromNear(part: string, name: string, typed: string): Part {
  const near = name.length < nearLength ? undefined : nameNear(name.toLowerCase())
  if (near === undefined || (typed === "" && name.length === nearLength)) return { word: part }
  const [meant, way] = [shown(`${near}:${typed}`), "Put words to look for in quotation marks"]
  return { fault: `There is no filter ${shown(name)}. Did you mean ${meant}? ${way}` }
}

function nameNear(typed: string): string | undefined {
  const names = filters.flatMap((each) => [...each.names]).filter((each) => each.length >= nearLength)
  return names.find((name) => slipsBetween(typed, name) === 1)
}

// Undefined where a quotation mark stands without its other one.
function unquoted(typed: string): string | undefined {
  const inside = /^"([^"]*)"$/.exec(typed)?.[1]
  return inside === undefined && typed.includes('"') ? undefined : (inside ?? typed).trim()
}

function givenTwice(given: readonly Given[]): string[] {
  const fields = given.map(({ filter }) => filter.field)
  const twice = filters.filter(({ field }) => fields.indexOf(field) !== fields.lastIndexOf(field))
  return twice.map(({ names }) => `Write ${names[0]}: only once`)
}

function shown(part: string): string {
  return part.length > 60 ? `${part.slice(0, 59)}…` : part
}
