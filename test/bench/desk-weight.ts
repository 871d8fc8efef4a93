// What a public page weighs on its way: the page as it is sent, and all that it asks for as it is sent.

import { get, type IncomingMessage } from "node:http"
import { gunzipSync } from "node:zlib"

const pages = ["/", "/report", "/help", "/status", "/charter", "/accessibility", "/privacy", "/cookies"]
const limitKilobytes = 100

export async function weights(web: string): Promise<void> {
  for (const path of pages) console.log(await weightOf(web, path))
}

async function weightOf(web: string, path: string): Promise<string> {
  const page = await sent(`${web}${path}`)
  const named = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? "")
  const parts = [{ name: "page", bytes: page.bytes }]
  for (const asset of new Set(named))
    parts.push({ name: asset.split("/").at(-1) ?? "", bytes: (await sent(`${web}${asset}`)).bytes })
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  const words = parts.map(({ name, bytes }) => `${name} ${(bytes / 1000).toFixed(1)}`).join(", ")
  return `weight of ${path}: ${total.toFixed(1)} kB of ${limitKilobytes} (${words})`
}

// As it travels: `fetch` undoes the compression and does not say what came.
async function sent(url: string): Promise<{ text: string; bytes: number }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, resolve).on("error", reject)
  })
  const body = Buffer.concat(await answer.toArray())
  const text = answer.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body
  return { text: text.toString("utf8"), bytes: body.length }
}
