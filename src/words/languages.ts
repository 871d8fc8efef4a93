// The languages that the public is spoken to in: a folder of message files each. English is whole, or nothing starts; another is offered
// once it says everything that English says, so that nobody meets a page in two languages.

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { z } from "zod"
import { type Dates, datesOf } from "./dates.ts"
import { type Message, messageFrom, type Params, placesIn, type Say, textOf } from "./message.ts"

export type Language = {
  /** As `lang` attributes name it (BCP 47). */
  readonly code: string
  /** What it calls itself. */
  readonly name: string
  /** A message with its places filled. Throws for one that is not in the files, and for a place that is not filled. */
  readonly say: Say
  readonly has: (key: string) => boolean
  readonly message: (key: string) => Message
  readonly dates: Dates
}

export type Languages = {
  readonly base: Language
  /** Those to choose from, English first. */
  readonly offered: readonly Language[]
  /** The language of a code; English for any other. */
  readonly of: (code: string | undefined) => Language
}

/** A language as `lang` attributes name it (BCP 47), as far as we read it: "cy", "en-GB". */
export const languageCode = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

type Messages = ReadonlyMap<string, Message>

const shipped = import.meta.dirname
const baseCode = "en"

/** Reads the folders of message files: `<code>/<part>.yaml` each. Throws where a file cannot be read, or English is not there. */
export function openLanguages(folder: string = shipped): Languages {
  const codes = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []))
  const all = new Map(codes.toSorted().map((code) => [code, messagesIn(join(folder, code))]))
  const base = all.get(baseCode)
  if (base === undefined) throw new Error(`There are no messages in English in ${folder}`)
  const others = [...all].filter(([code, messages]) => code !== baseCode && missingIn(messages, base).length === 0)
  const offered = [[baseCode, base] as const, ...others].map(([code, messages]) => languageOf(code, messages))
  const english = languageOf(baseCode, base)
  return { base: english, offered, of: (code) => offered.find((each) => each.code === code) ?? english }
}

/** What a language still lacks: messages, and places that a message must have. */
export function missingIn(messages: Messages, base: Messages): string[] {
  return [...base].flatMap(([key, message]) => {
    const found = messages.get(key)
    const isSaid = found !== undefined && (textOf(found).trim() !== "" || textOf(message).trim() === "")
    const isWhole = isSaid && hasPlacesOf(found, message)
    return isWhole ? [] : [key]
  })
}

function hasPlacesOf(found: Message, message: Message): boolean {
  return placesIn(found).toSorted().join() === placesIn(message).toSorted().join()
}

function languageOf(code: string, messages: Messages): Language {
  const message = (key: string): Message => {
    const found = messages.get(key)
    if (found === undefined) throw new Error(`There is no message ${key}`)
    return found
  }
  const say: Say = (key, params = {}) => filled(key, message(key), params)
  return { code, name: say("layout.language"), say, has: (key) => messages.has(key), message, dates: datesOf(say) }
}

function filled(key: string, message: Message, params: Params): string {
  return message.map((part) => (typeof part === "string" ? part : valueFor(key, part.place, params))).join("")
}

function valueFor(key: string, place: string, params: Params): string {
  const value = params[place]
  if (value === undefined) throw new Error(`The message ${key} needs ${place}`)
  return String(value)
}

/** The messages of a folder, by the name of the file and the path in it: `report.start.title`. */
export function messagesIn(folder: string): Messages {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"))
  return new Map(
    files.flatMap((name) => flattened(name.replace(/\.yaml$/, ""), parse(readFileSync(join(folder, name), "utf8")))),
  )
}

const tree = z.record(z.string(), z.unknown())

function flattened(path: string, value: unknown): [string, Message][] {
  if (typeof value === "string") return [[path, messageFrom(value)]]
  return Object.entries(tree.parse(value)).flatMap(([name, inner]) => flattened(`${path}.${name}`, inner))
}

/** The languages that are shipped. */
export const languages: Languages = openLanguages()
