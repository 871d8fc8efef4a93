// Attachments from another origin (FILES_URL): what a stranger sent then shares nothing with the desk, not even its address.
// The desk's page checks who asks and sends them on with a token that works for a minute, for this file alone.

import { createHmac, timingSafeEqual } from "node:crypto"
import { contentOf } from "../../cases/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageRequest } from "../../page.ts"
import { filePage } from "./files.ts"

export type FilesElsewhere = { readonly filesUrl: string; readonly secretKey: Buffer }

const tokenMilliseconds = 60_000
const route = "/files/:token/:name"

/** Stands in for `filePage`, and serves what it points to. */
export function filePagesElsewhere({ filesUrl, secretKey }: FilesElsewhere): Page[] {
  const send = async (request: PageRequest) => {
    const found = await filePage.answer(request)
    if (!("download" in found)) return found
    const { reference = "", content = "" } = request.params
    const token = tokenOf(
      secretKey,
      Number(/\d+$/.exec(reference)?.[0]),
      Number(content),
      request.at + tokenMilliseconds,
    )
    return { redirect: `${filesUrl}/files/${token}/${encodeURIComponent(found.fileName)}` }
  }
  const serve = async ({ db, at, params }: PageRequest) => {
    const pointed = pointedTo(secretKey, params["token"] ?? "")
    const found = pointed && pointed.until >= at ? await contentOf(db, pointed.caseId, pointed.contentId) : undefined
    if (found?.bytes == null) throw new NotFound()
    return { download: found.bytes, fileName: params["name"] ?? "file" }
  }
  return [
    { ...filePage, answer: send },
    { method: "GET", path: route, audience: "public", isSecretAddress: true, answer: serve },
  ]
}

function tokenOf(key: Buffer, caseId: number, contentId: number, until: number): string {
  return `${caseId}.${contentId}.${until}.${macOf(key, `${caseId}.${contentId}.${until}`)}`
}

function pointedTo(key: Buffer, token: string) {
  const [, facts, caseId, contentId, until, mac] =
    /^((\d{1,15})\.(\d{1,9})\.(\d{1,15}))\.([\w-]{43})$/.exec(token) ?? []
  if (facts === undefined || mac === undefined) return undefined
  if (!timingSafeEqual(Buffer.from(macOf(key, facts)), Buffer.from(mac))) return undefined
  return { caseId: Number(caseId), contentId: Number(contentId), until: Number(until) }
}

function macOf(key: Buffer, facts: string): string {
  return createHmac("sha256", key).update(`files\n${facts}`).digest("base64url")
}
