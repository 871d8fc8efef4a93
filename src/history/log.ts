// Reading a log: its rows by case, in the order of the file, keeping the columns that the mapping names and nothing else.

import { createHash, type Hash } from "node:crypto"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { CsvError, type Info, parse } from "csv-parse"
import { Invalid, Refused } from "../errors.ts"
import { columnsOf, type Mapping } from "./mapping.ts"
import { quoted } from "./quoted.ts"
import { type TellRead, unpacked } from "./unpack.ts"

/** A row that is not used, by its line in the file, and why. */
export type Refusal = { readonly line: number; readonly reason: string }

/** One row: the mapped columns, in the mapping's order (`columnsOf`). */
export type LogRow = { readonly line: number; readonly values: readonly string[] }

export type Log = {
  /** Of the unpacked bytes, so that packing a log otherwise does not make it another. */
  readonly sha256: Buffer
  /** All rows but the header, the refused ones too. */
  readonly rows: number
  readonly cases: ReadonlyMap<string, readonly LogRow[]>
  readonly refused: readonly Refusal[]
}

const rowsLimit = 5_000_000
const rowLimitBytes = 1024 * 1024
const valueLimit = 20_000

/** Throws Refused for what is no log, Invalid for a column that the mapping names and the file does not have. */
export async function readLog(path: string, mapping: Mapping, tell: TellRead = () => {}): Promise<Log> {
  const hash = createHash("sha256")
  const gathering: Gathering = { rows: 0, cases: new Map(), refused: [], interned: new Map() }
  const records = recordsOf(path, texts(path, mapping, hash, tell), mapping.format.separator)
  const header = await records.next()
  if (header.done === true) throw new Refused(`${path} is empty.`)
  const places = placesOf(columnsOf(mapping), header.value.record, path)
  const key = columnsOf(mapping).indexOf(mapping.case.key)
  for await (const { record, line } of records) {
    gathering.rows += 1
    if (gathering.rows > rowsLimit) throw new Refused(`${path} has more than ${rowsLimit} rows: split it by case.`)
    const values = places.map((place) => record[place] ?? "")
    const reason = faultOf(record, values, header.value.record, values[key])
    if (reason === undefined) gather(gathering, values[key] ?? "", { line, values })
    else gathering.refused.push({ line, reason })
  }
  const { rows, cases, refused } = gathering
  return { rows, cases, refused, sha256: hash.digest() }
}

type Gathering = {
  rows: number
  readonly cases: Map<string, LogRow[]>
  readonly refused: Refusal[]
  /** Each value once: a log says the same few thousand over and over. */
  readonly interned: Map<string, string>
}

function gather({ cases, interned }: Gathering, key: string, { line, values }: LogRow): void {
  const row = { line, values: values.map((each) => internedIn(interned, each)) }
  const others = cases.get(key)
  if (others === undefined) cases.set(internedIn(interned, key), [row])
  else others.push(row)
}

function internedIn(known: Map<string, string>, text: string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  known.set(text, text)
  return text
}

async function* texts(path: string, { format }: Mapping, hash: Hash, tell: TellRead): AsyncGenerator<string> {
  const decoder = new TextDecoder(format.encoding, { fatal: true })
  try {
    for await (const piece of unpacked(path, tell)) {
      hash.update(piece)
      yield withoutNul(decoder.decode(piece, { stream: true }), path)
    }
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new Refused(`${path} is not text in ${format.encoding}.`)
    throw error
  }
}

function withoutNul(text: string, path: string): string {
  if (text.includes("\0")) throw new Refused(`${path} is not text: it holds NUL bytes.`)
  return text
}

type Recorded = { readonly record: string[]; readonly line: number }

/** The records of a CSV text, each with the line that it begins in. */
async function* recordsOf(path: string, source: AsyncIterable<string>, delimiter: string): AsyncGenerator<Recorded> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // A quote inside a value is what people type; only one that is never closed makes the rest unreadable.
    relax_quotes: true,
    max_record_size: rowLimitBytes,
  })
  const feeding = pipeline(Readable.from(source), parser)
  feeding.catch(() => {})
  // The parser counts a line end of two characters inside quotes as two lines, so lines are counted here; it tells where there are any.
  let [line, counted, empty] = [1, 0, 0]
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      line += info.empty_lines - empty
      yield { record, line }
      line += 1 + (info.lines - counted > 1 ? linesWithin(record) : 0)
      counted = info.lines
      empty = info.empty_lines
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(path, line, error)
    throw error
  } finally {
    parser.destroy()
  }
}

function linesWithin(record: readonly string[]): number {
  return record.reduce((sum, each) => sum + (each.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
}

function unreadable(path: string, line: number, { code }: CsvError): Refused {
  const reasons: Partial<Record<string, string>> = {
    CSV_QUOTE_NOT_CLOSED: "a quotation mark is opened and never closed",
    CSV_MAX_RECORD_SIZE: `a row is longer than ${rowLimitBytes / 1024} KB`,
  }
  return new Refused(`${path} cannot be read as CSV from line ${line} on: ${reasons[code] ?? code}.`)
}

/** Where each wanted column stands. Throws Invalid with all that the file does not have, or has twice. */
function placesOf(wanted: readonly string[], header: readonly string[], path: string): number[] {
  const faults = wanted.flatMap((name) => {
    const times = header.filter((each) => each.trim() === name).length
    if (times === 1) return []
    const fault = times === 0 ? "does not have" : "has more than once"
    return [{ field: name, message: `The mapping names the column "${name}", which ${path} ${fault}.` }]
  })
  if (faults.length === 0) return wanted.map((name) => header.findIndex((each) => each.trim() === name))
  const known = quoted(header.map((each) => each.trim()).join(", "), 1000)
  throw new Invalid([...faults, { field: "header", message: `Its columns are ${known}.` }])
}

function faultOf(
  record: readonly string[],
  values: readonly string[],
  header: readonly string[],
  key: string | undefined,
): string | undefined {
  if (record.length !== header.length) return `it has ${record.length} columns, and the header has ${header.length}`
  if (key === undefined || key.trim() === "") return "it does not say which case it belongs to"
  if (values.some((each) => each.length > valueLimit)) return `a value is longer than ${valueLimit} characters`
  return undefined
}
