// YAML as a charter may use it: one document of plain maps, lists and scalars, with the place of everything in it.
// No aliases, tags or duplicate keys: a file that the public relies on says each thing once, where it stands.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml"

export type Path = readonly (string | number)[]
export type Place = { readonly line: number; readonly column: number }
export type Problem = Place & { readonly path: Path; readonly expected: string }

export type Source = {
  readonly value: unknown
  /** What is wrong with the file as YAML, at most `problemsLimit`. `value` is of use only when there is none. */
  readonly problems: Problem[]
  /** The place of what stands at a path; of the nearest group around it where nothing does. */
  readonly placeOf: (path: Path) => Place
  /** The place of a key in the group at a path. */
  readonly placeOfKey: (path: Path, key: string) => Place
}

/** The shipped charter has about 45 KB. Parsing the worst file of this size takes under a second (measured). */
export const sizeLimitBytes = 256 * 1024
export const problemsLimit = 50
const depthLimit = 20

type Walk = {
  readonly offsets: Map<string, number>
  readonly keys: Map<string, number>
  readonly refuse: (offset: number, path: Path, expected: string) => void
}

/** Never throws: whatever the text is, it is a value or problems. */
export function readYaml(text: string): Source {
  const lines = new LineCounter()
  const problems: Problem[] = []
  const refuse = (offset: number, path: Path, expected: string) => {
    if (problems.length < problemsLimit) problems.push({ ...placeAt(lines, offset), path, expected })
  }
  const walk: Walk = { offsets: new Map(), keys: new Map(), refuse }
  const value = withinLimits(text, walk) ? parsed(text, lines, walk) : undefined
  return {
    value,
    problems,
    placeOf: (path) => placeAt(lines, nearest(walk, path)),
    placeOfKey: (path, key) => placeAt(lines, walk.keys.get(keyOf([...path, key])) ?? nearest(walk, path)),
  }
}

function withinLimits(text: string, walk: Walk): boolean {
  if (text.length > sizeLimitBytes || Buffer.byteLength(text) > sizeLimitBytes) {
    walk.refuse(0, [], `a file of at most ${sizeLimitBytes / 1024} KB`)
    return false
  }
  const strange = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text)
  if (strange === null) return true
  const before = text.slice(0, strange.index).split("\n")
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
  walk.refuse(0, [], `text without control characters (there is one at ${place})`)
  return false
}

function parsed(text: string, lines: LineCounter, walk: Walk): unknown {
  // Two keys that look alike are refused below by a set: the parser's own comparison takes quadratic time.
  const options = {
    stringKeys: true,
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
  } as const
  const document = parseDocument(text, options)
  for (const error of document.errors) walk.refuse(error.pos[0], [], `YAML: ${error.message}`)
  for (const warning of document.warnings) walk.refuse(warning.pos[0], [], `YAML: ${warning.message}`)
  if (document.errors.length > 0) return undefined
  return plain(document.contents, [], walk)
}

/** The value of a node, remembering where each part of it stands. */
function plain(node: Node | null, path: Path, walk: Walk): unknown {
  if (node === null) return null
  const offset = node.range?.[0] ?? 0
  if (!walk.offsets.has(keyOf(path))) walk.offsets.set(keyOf(path), offset)
  if (path.length > depthLimit) return walk.refuse(offset, path, `at most ${depthLimit} levels`)
  if (isAlias(node)) return walk.refuse(offset, path, "the words themselves: aliases (*) are not used here")
  if (node.tag !== undefined) return walk.refuse(offset, path, "a plain value: tags (!) are not used here")
  if (isMap<Node, Node>(node)) return plainMap(node.items, path, walk)
  if (isSeq<Node>(node)) return node.items.map((each, index) => plain(each, [...path, index], walk))
  return isScalar(node) ? node.value : null
}

function plainMap(pairs: Pair<Node, Node | null>[], path: Path, walk: Walk): Record<string, unknown> {
  const entries = new Map<string, unknown>()
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : ""
    const offset = key.range?.[0] ?? 0
    if (entries.has(name)) walk.refuse(offset, [...path, name], `each key once: ${quoted(name)} stands above already`)
    walk.keys.set(keyOf([...path, name]), offset)
    entries.set(name, plain(value, [...path, name], walk))
  }
  // A record without a prototype: `__proto__` is a key like any other, and as unknown.
  return Object.assign(Object.create(null), Object.fromEntries(entries))
}

function nearest(walk: Walk, path: Path): number {
  const key = keyOf(path)
  const offset = walk.offsets.get(key) ?? walk.keys.get(key)
  if (offset !== undefined) return offset
  return path.length === 0 ? 0 : (walk.keys.get(keyOf(path.slice(0, -1))) ?? nearest(walk, path.slice(0, -1)))
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String))
}

/** Text for a terminal or a log: nothing in it starts a line, turns text round or colours a screen. */
export function harmless(text: string): string {
  const written = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, written)
}

/** Text of the file as an error may repeat it: short, on one line, and harmless to a terminal. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
