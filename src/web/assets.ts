// Style sheet, script and icon: read once, named by their content, kept by browsers for a year.

import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { NotFound } from "../errors.ts"

type Asset = { readonly path: string; readonly type: string; readonly bytes: Buffer; readonly gzipped: Buffer }

// The whole list: what is not on it is not served, so a source file or a stray upload cannot be.
// What the style sheet names comes before it.
const files = [
  { name: "atkinson-latin.woff2", file: typefaceOf("latin"), type: "font/woff2" },
  { name: "atkinson-latin-ext.woff2", file: typefaceOf("latin-ext"), type: "font/woff2" },
  { name: "charter.css", file: built("charter.css"), type: "text/css; charset=utf-8" },
  { name: "charter.js", file: built("charter.js"), type: "text/javascript; charset=utf-8" },
  { name: "desk.js", file: built("desk.js"), type: "text/javascript; charset=utf-8" },
  { name: "passkeys.js", file: built("passkeys.js"), type: "text/javascript; charset=utf-8" },
  { name: "icon.svg", file: join(import.meta.dirname, "assets/icon.svg"), type: "image/svg+xml" },
]

export type Assets = { readonly addressOf: (name: string) => string; readonly addTo: (server: FastifyInstance) => void }

export function openAssets(): Assets {
  const assets = new Map<string, Asset>()
  for (const { name, file, type } of files) assets.set(name, opened(name, bytesOf(file, type, addressOf), type))
  return {
    addressOf,
    addTo(server) {
      for (const asset of assets.values()) {
        server.get(asset.path, (request, reply) => send(asset, request, reply))
      }
      // A page opened before an upgrade asks for the old names: it gets the new content, for now.
      server.get<{ Params: { name: string } }>("/assets/:hash/:name", (request, reply) => {
        const asset = assets.get(request.params.name)
        if (asset === undefined) throw new NotFound()
        return send(asset, request, reply.header("cache-control", "no-cache"))
      })
    },
  }

  function addressOf(name: string): string {
    const asset = assets.get(name)
    if (asset === undefined) throw new Error(`There is no asset ${name}`)
    return asset.path
  }
}

function built(name: string): string {
  return join(import.meta.dirname, "assets/built", name)
}

// From the package itself, as it comes.
function typefaceOf(subset: string): string {
  const file = `atkinson-hyperlegible-next-${subset}-wght-normal.woff2`
  return fileURLToPath(import.meta.resolve(`@fontsource-variable/atkinson-hyperlegible-next/files/${file}`))
}

// The style sheet names an asset as /assets/named/NAME; where that lies follows from what is in it.
function bytesOf(file: string, type: string, addressOf: (name: string) => string): Buffer {
  const bytes = readFileSync(file)
  if (!type.startsWith("text/css")) return bytes
  return Buffer.from(
    bytes.toString("utf8").replace(/\/assets\/named\/([\w.-]+)/g, (_all, name: string) => addressOf(name)),
  )
}

function opened(name: string, bytes: Buffer, type: string): Asset {
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 16)
  return { path: `/assets/${hash}/${name}`, type, bytes, gzipped: gzipSync(bytes, { level: 9 }) }
}

// Compressed here because there is nothing secret in them; of the pages only those are (show.ts) that hold no secret either.
function send(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const takesGzip = !asset.type.startsWith("font/") && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
  if (takesGzip) reply.header("content-encoding", "gzip")
  if (!reply.hasHeader("cache-control")) reply.header("cache-control", "public, max-age=31536000, immutable")
  return reply
    .header("vary", "accept-encoding")
    .type(asset.type)
    .send(takesGzip ? asset.gzipped : asset.bytes)
}
