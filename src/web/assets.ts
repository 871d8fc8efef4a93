// Style sheet, script and icon: read once, named by their content, kept by browsers for a year.

import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { NotFound } from "../errors.ts"

type Asset = { readonly path: string; readonly type: string; readonly bytes: Buffer; readonly gzipped: Buffer }

// The whole list: what is not on it is not served, so a source file or a stray upload cannot be.
const files = [
  { name: "charter.css", file: "assets/built/charter.css", type: "text/css; charset=utf-8" },
  { name: "charter.js", file: "assets/built/charter.js", type: "text/javascript; charset=utf-8" },
  { name: "icon.svg", file: "assets/icon.svg", type: "image/svg+xml" },
]

export type Assets = { readonly addressOf: (name: string) => string; readonly addTo: (server: FastifyInstance) => void }

export function openAssets(): Assets {
  const assets = new Map(
    files.map(({ name, file, type }) => [name, opened(name, join(import.meta.dirname, file), type)]),
  )
  return {
    addressOf(name) {
      const asset = assets.get(name)
      if (asset === undefined) throw new Error(`There is no asset ${name}`)
      return asset.path
    },
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
}

function opened(name: string, file: string, type: string): Asset {
  const bytes = readFileSync(file)
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 16)
  return { path: `/assets/${hash}/${name}`, type, bytes, gzipped: gzipSync(bytes, { level: 9 }) }
}

// Compressed here because there is nothing secret in them; pages are not compressed, since they mix secrets with what others wrote.
function send(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
  if (takesGzip) reply.header("content-encoding", "gzip")
  if (!reply.hasHeader("cache-control")) reply.header("cache-control", "public, max-age=31536000, immutable")
  return reply
    .header("vary", "accept-encoding")
    .type(asset.type)
    .send(takesGzip ? asset.gzipped : asset.bytes)
}
