// A password from whoever runs a verb: asked for without showing it, or the first line of standard input.

import { createInterface } from "node:readline/promises"
import { type Readable, Writable } from "node:stream"
import { Invalid, Refused } from "../errors.ts"

type Input = Readable & { readonly isTTY?: boolean }

const limitBytes = 4096

/** The password. On a terminal it is asked for twice. Throws Invalid where there is none, Refused where the two differ. */
export async function givenPassword(input: Input = process.stdin): Promise<string> {
  if (!input.isTTY) return firstLine(input)
  const password = await asked(input, "Password: ")
  if (password !== (await asked(input, "The same again: "))) throw new Refused("The two are not the same.")
  return password
}

async function asked(input: Input, question: string): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: silent, terminal: true })
  const interrupted = new AbortController()
  terminal.on("SIGINT", () => interrupted.abort())
  terminal.on("close", () => interrupted.abort())
  try {
    return await terminal.question("", { signal: interrupted.signal })
  } catch {
    throw new Refused("No password was given, so nothing was done.")
  } finally {
    terminal.close()
    process.stderr.write("\n")
  }
}

async function firstLine(input: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > limitBytes) throw missing("The password on standard input is too long")
    if (chunks.at(-1)?.includes(10)) break
  }
  const line = Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1)[0] ?? ""
  if (line === "") throw missing("Give a password on standard input")
  return line
}

function missing(message: string): Invalid {
  return new Invalid([{ field: "password", message }])
}
