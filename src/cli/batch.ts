// Questions in, answers out, a line each: what `--stdin` does. Answers keep the order of the questions and do not wait for the last of them.

import { once } from "node:events"
import type { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import type { z } from "zod"
import { Invalid, isRefusal } from "../errors.ts"

const lineLimit = 1_000_000

/** Answers every line; a bad one gives `{"error": ...}` in its place. Gives whether there was none. */
export async function answerLines(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  answer: (line: string) => object,
): Promise<boolean> {
  let good = true
  const answered = (line: string) => {
    const { text, isGood } = answeredLine(line, answer)
    good &&= isGood
    return text
  }
  for await (const lines of linesOf(input)) {
    if (!output.write(lines.map(answered).join(""))) await once(output, "drain")
  }
  return good
}

/** Reads a line of JSON of a shape. Throws Invalid. */
export function questionFrom<Shape extends z.ZodType>(shape: Shape, line: string): z.output<Shape> {
  if (line.length > lineLimit) throw bad(`A line may have at most ${lineLimit} characters.`)
  const parsed = shape.safeParse(jsonFrom(line))
  if (!parsed.success) throw bad(parsed.error.issues.slice(0, 5).map(faultOf).join(" "))
  return parsed.data
}

// The lines that ended in each chunk of the input. A line that is too long is kept just long enough to be refused.
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8")
  let begun = ""
  for await (const chunk of input) {
    const [first = "", ...more] = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)).split("\n")
    const line = begun.length > lineLimit ? begun : begun + first
    const rest = more.pop()
    begun = rest ?? line
    if (rest !== undefined) yield [line, ...more]
  }
  const last = begun + decoder.end()
  if (last !== "") yield [last]
}

function answeredLine(line: string, answer: (line: string) => object): { text: string; isGood: boolean } {
  try {
    return { text: `${JSON.stringify(answer(line))}\n`, isGood: true }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { text: `${JSON.stringify({ error: error.message })}\n`, isGood: false }
  }
}

function jsonFrom(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw bad("This line is not JSON.")
  }
}

function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `There is no member "${issue.keys.join('", "').slice(0, 100)}".`
  const field = issue.path.map(String).join(".")
  return field === "" ? "A line must be a JSON object." : `"${field}" ${issue.message}.`
}

function bad(message: string): Invalid {
  return new Invalid([{ field: "line", message }])
}
