// Forms that carry files: read piece by piece, bounded in number, size and sum, and kept only where somebody may send them.

import fastifyMultipart from "@fastify/multipart"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { fileLimits } from "../files/index.ts"
import type { Fields, FilesFault, PostedFile } from "../page.ts"
import { type FieldPair, fieldsOfPairs, formLimitBytes } from "./fields.ts"

export type PostedForm = {
  readonly fields: Fields
  readonly files: readonly PostedFile[]
  readonly filesFault: FilesFault | undefined
}

/** More than this is refused before anything is read: the files of one message and the words of one form. */
export const multipartLimitBytes = fileLimits.altogetherBytes + 2 * formLimitBytes

/** Lets the pages of a scope read multipart forms; nothing is read until a page asks. */
export async function addMultipart(server: FastifyInstance): Promise<void> {
  await server.register(fastifyMultipart, {
    throwFileSizeLimit: false,
    limits: {
      fieldNameSize: 100,
      fieldSize: formLimitBytes,
      fields: 100,
      fileSize: fileLimits.bytes,
      // One more than may be kept, so that too many are noticed and not passed over in silence.
      files: 2 * fileLimits.count,
      parts: 100 + 2 * fileLimits.count,
      headerPairs: 20,
    },
  })
}

/** Reads the form. Files of somebody who may not send any are let go by. Throws 413 where it is far too much. */
export async function postedForm(request: FastifyRequest, mayBringFiles: boolean): Promise<PostedForm> {
  mustBeBounded(request)
  const pairs: FieldPair[] = []
  const files: PostedFile[] = []
  let filesFault: FilesFault | undefined
  const budget = budgetOf(multipartLimitBytes)
  for await (const part of request.parts()) {
    if (part.type === "field") {
      budget.spend(Buffer.byteLength(String(part.value)))
      pairs.push([part.fieldname, String(part.value)])
      continue
    }
    // An empty file field is sent as a file without a name.
    if (!mayBringFiles || part.filename === "" || files.length >= fileLimits.count) {
      if (part.filename !== "" && mayBringFiles) filesFault = "count"
      part.file.resume()
      continue
    }
    const bytes = await read(part.file, budget)
    if (part.file.truncated || budget.isSpent()) filesFault = "size"
    else files.push({ name: part.filename, bytes })
  }
  return { fields: fieldsOfPairs(pairs), files, filesFault }
}

// Each piece is counted as it comes: a form that does not say how long it is may be of any length.
async function read(stream: AsyncIterable<Buffer>, budget: Budget): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    budget.spend(chunk.length)
    if (!budget.isSpent()) chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Budget = { readonly spend: (bytes: number) => void; readonly isSpent: () => boolean }

function budgetOf(bytes: number): Budget {
  let left = bytes
  return {
    spend: (spent) => {
      left -= spent
      // Well past the limit nobody goes on reading to be polite.
      if (left < -bytes) throw tooMuch()
    },
    isSpent: () => left < 0,
  }
}

function mustBeBounded({ headers }: FastifyRequest): void {
  if (Number(headers["content-length"] ?? 0) > 2 * multipartLimitBytes) throw tooMuch()
}

function tooMuch(): Error {
  return Object.assign(new Error("the form is too large"), { statusCode: 413 })
}
