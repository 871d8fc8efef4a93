// From the text of a charter file to a Charter, or to one message an error: file, line, column, and what was expected.

import { open } from "node:fs/promises"
import type { z } from "zod"
import { type FieldError, Invalid } from "../errors.ts"
import { type Charter, charterSchema } from "./schema.ts"
import {
  harmless,
  type Path,
  type Place,
  type Problem,
  problemsLimit,
  quoted,
  readYaml,
  type Source,
  sizeLimitBytes,
} from "./yaml.ts"

export type CharterSource = {
  readonly charter: Charter
  readonly text: string
  /** The place in the file of what stands at a path. */
  readonly placeOf: (path: Path) => Place
}

/** Throws Invalid with every error of the file, and nothing else whatever the text is. */
export function readCharter(text: string, fileName: string): Charter {
  return readCharterSource(text, fileName).charter
}

/** As readCharter, with the places: for findings that name a line. */
export function readCharterSource(text: string, fileName: string): CharterSource {
  const { source, problems } = examinedCharter(text)
  if (source === undefined) throw invalid(problems, fileName)
  return source
}

export type Examined = { readonly source: CharterSource | undefined; readonly problems: readonly Problem[] }

/** The charter, or everything that is wrong with the text, in the order of its lines. */
export function examinedCharter(text: string): Examined {
  const yaml = readYaml(text)
  if (yaml.problems.length > 0) return { source: undefined, problems: yaml.problems }
  const result = charterSchema.safeParse(yaml.value)
  if (result.success) return { source: { charter: result.data, text, placeOf: yaml.placeOf }, problems: [] }
  return { source: undefined, problems: problemsOf(result.error.issues, yaml).slice(0, problemsLimit) }
}

/** Another file that people write for the desk, read as strictly as a charter. Throws Invalid with every error of the file. */
export function readStrictly<Shape extends z.ZodType>(
  schema: Shape,
  text: string,
  fileName: string,
): { readonly value: z.infer<Shape>; readonly placeOf: Source["placeOf"] } {
  const yaml = readYaml(text)
  if (yaml.problems.length > 0) throw invalid(yaml.problems, fileName)
  const result = schema.safeParse(yaml.value)
  if (result.success) return { value: result.data, placeOf: yaml.placeOf }
  throw invalid(problemsOf(result.error.issues, yaml).slice(0, problemsLimit), fileName)
}

/** The text of a charter file, or of another one of its size. Throws Invalid when there is none, or it is no text, or it is far too large. */
export async function readCharterText(path: string, what = "a charter file"): Promise<string> {
  const bytes = await firstBytes(path).catch((cause: NodeJS.ErrnoException) => {
    throw wrongFile(`${path}: expected ${what}; it cannot be read (${cause.code ?? cause.message})`)
  })
  if (bytes.length > sizeLimitBytes)
    throw wrongFile(`${path}:1:1: expected a file of at most ${sizeLimitBytes / 1024} KB`)
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw wrongFile(`${path}:1:1: expected text in UTF-8`)
  }
}

/** Throws Invalid as readCharter does. */
export async function readCharterFile(path: string): Promise<CharterSource> {
  return readCharterSource(await readCharterText(path), path)
}

// One byte more than is allowed, and no further: the path may name a device that never ends.
async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(sizeLimitBytes + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length)
    }
  } finally {
    await file.close()
  }
}

function wrongFile(message: string): Invalid {
  return new Invalid([{ field: "file", message }])
}

function invalid(problems: readonly Problem[], fileName: string): Invalid {
  return new Invalid(problems.map((each) => fieldError(each, fileName)))
}

function fieldError(problem: Problem, fileName: string): FieldError {
  const { line, column, path } = problem
  return { field: harmless(path.join(".")), message: harmless(`${fileName}:${line}:${column}: ${sentenceOf(problem)}`) }
}

/** What is wrong, without the place: `clocks.1.target: expected ...; found ...`. */
export function sentenceOf({ path, expected }: Problem): string {
  return harmless(`${path.length === 0 ? "" : `${path.join(".")}: `}expected ${expected}`)
}

type Issue = z.core.$ZodIssue

function problemsOf(issues: readonly Issue[], source: Source): Problem[] {
  return issues.flatMap((issue) => problemOf(issue, source)).sort((a, b) => a.line - b.line || a.column - b.column)
}

function problemOf(issue: Issue, source: Source): Problem[] {
  const path = pathOf(issue)
  const key = path.at(-1)
  if (issue.code === "unrecognized_keys") return issue.keys.map((each) => unknownKey(issue.message, path, each, source))
  if (issue.code === "invalid_union") return likeliest(issue).flatMap((each) => problemOf(each, source))
  if (issue.code === "invalid_key") {
    return [unknownKey(issue.issues[0]?.message ?? issue.message, path.slice(0, -1), String(key), source)]
  }
  return [{ ...source.placeOf(path), path, expected: `${issue.message}; found ${found(path, source)}` }]
}

function unknownKey(message: string, path: Path, key: string, source: Source): Problem {
  return { ...source.placeOfKey(path, key), path: [...path, key], expected: `${message}; found the key ${quoted(key)}` }
}

function pathOf(issue: Issue): Path {
  return issue.path.map((key) => (typeof key === "number" ? key : String(key)))
}

/** Of a choice between shapes, the errors of the one that was plainly meant; otherwise the choice itself. */
function likeliest(issue: Issue & { code: "invalid_union" }): Issue[] {
  const meant = issue.errors.find((branch) => branch.length > 0 && branch.every((each) => each.path.length > 0))
  if (meant === undefined) return [{ ...issue, code: "custom", params: {} }]
  return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
}

function found(path: Path, source: Source): string {
  const value = path.reduce<unknown>((inside, key) => memberOf(inside, key), source.value)
  if (value === undefined || value === null) return "nothing"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "a group" : quoted(value)
}

function memberOf(inside: unknown, key: string | number): unknown {
  return typeof inside === "object" && inside !== null && Object.hasOwn(inside, key)
    ? Reflect.get(inside, key)
    : undefined
}
