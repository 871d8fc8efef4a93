// Forms that carry files: read piece by piece, bounded in number, size and sum, and kept only where somebody may send them.

import fastifyMultipart from "@fastify/multipart"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { fileLimits } from "../files/index.ts"
import type { Fields, FilesFault } from "../page.ts"
import { type FieldPair, fieldsOfPairs, formLimitBytes } from "./fields.ts"
import { type ParkedFile, parkedFile } from "./parked-file.ts"

export type PostedForm = {
  readonly fields: Fields
  /** Of each no more than a piece is in memory; closed when the page has been answered. */
  readonly files: readonly ParkedFile[]
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
  const files: ParkedFile[] = []
  try {
    return await read(request, mayBringFiles, files)
  } catch (error) {
    await closed(files)
    throw error
  }
}

/** Lets parked files go. */
export async function closed(files: readonly ParkedFile[]): Promise<void> {
  await Promise.all(files.map((each) => each.close()))
}

async function read(request: FastifyRequest, mayBringFiles: boolean, files: ParkedFile[]): Promise<PostedForm> {
  const pairs: FieldPair[] = []
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
    // Each piece is counted as it comes: a form that does not say how long it is may be of any length.
    const file = await parkedFile(part.filename, part.file, (piece) => {
      budget.spend(piece.length)
      return !budget.isSpent()
    })
    files.push(file)
    if (!part.file.truncated && !budget.isSpent()) continue
    filesFault = "size"
    await closed(files.splice(-1))
  }
  return { fields: fieldsOfPairs(pairs), files, filesFault }
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
