// A34, A35, A52: what the desk fetches, renders and unpacks. Each row holds because the surface is not there, or is in one place that judges
// where it leads; whoever adds another says so here, and why it is safe.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { z } from "zod"
import { isTest, root, sources } from "./code.ts"

const product = sources("src").filter(({ path }) => !isTest(path) && !/^src\/(bench|web\/browser)\//.test(path))
const having = (pattern: RegExp) => product.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ dev: z.boolean().optional(), dependencies: z.record(z.string(), z.string()).optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")))
const shipped = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true)
const shippedNames = shipped.map(([path]) => path.split("node_modules/").at(-1) ?? "")

test("A34 the desk opens connections outward in these places alone, and only one of them goes where somebody types an address", () => {
  const opening =
    /from "node:(http|https|tls|http2|dgram)"|\bfetch\(|\bconnect\b[^"]*from "node:net"|import net from|from "(imapflow|openid-client|undici)"|import SMTPConnection from|new WebSocket/
  assert.deepEqual(having(opening), [
    "src/files/clamd.ts", // the virus scanner: a setting
    "src/inbox/mailbox-connection.ts", // mailboxes: judged by mailbox-server.ts at each connection (A36)
    "src/inbox/mailbox-token.ts", // their tokens: no redirects, one error text
    "src/inbox/smtp-client.ts", // this desk's own listener, from the command line
    "src/notices/relay.ts", // the relay: a setting
    "src/outbound/post.ts", // webhooks and heads: judged by judge.ts (A33)
    "src/people/providers.ts", // identity providers: a setting
    "src/time/source.ts", // holidays, from the command line
    "src/web/metrics.ts", // listens, and asks nobody
    "src/worker/reachable.ts", // the relay again
  ])
})

test("A34 whoever can add an address to post to or a mailbox to read has it judged, whatever scheme it is of", async () => {
  const { mayBePosted } = await import("../../src/outbound/index.ts")
  const wrong = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:5432/_x",
    "ftp://example.org/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "http://example.org/",
    "https://127.0.0.1/",
    "https://169.254.169.254/",
    "https://[::1]/",
  ]
  for (const address of wrong) assert.equal(mayBePosted(new URL(address), "public"), false, address)
  assert.equal(mayBePosted(new URL("https://example.org/"), "public"), true)
})

test("A35 nothing that is shipped renders pages, documents or pictures, and nothing starts a program to do it", () => {
  const renderer =
    /puppeteer|playwright|chrom(e|ium)|wkhtml|weasy|phantom|jsdom|happy-dom|pdf|canvas|sharp|jimp|imagemagick|libreoffice|docx|mammoth|resvg|svgo|ffmpeg/
  assert.deepEqual(
    shippedNames.filter((name) => renderer.test(name)),
    [],
  )
  const starting = having(/from "node:child_process"/).filter(
    (path) => !/^src\/(backup|database|continuity|demo)\//.test(path),
  )
  assert.deepEqual(starting, [])
})

test("A52 no file of ours reads XML, and what a letter brings never reaches the library that brings a reader along", () => {
  const reader = /fast-xml-parser|xml2js|libxml|xmldom|saxes?\b|DOMParser|saml/i
  assert.deepEqual(having(new RegExp(`(from|import\\() ?"[^"]*(${reader.source})`, "i")), [])
  const bringing = shipped.flatMap(([path, { dependencies = {} }]) =>
    Object.keys(dependencies).some((name) => reader.test(name)) ? path : [],
  )
  // For the pictures of BIMI, which are not looked at.
  assert.deepEqual(bringing, ["node_modules/mailauth"])
  assert.match(readFileSync(join(root, "src/inbox/check-worker.ts"), "utf8"), /disableBimi: true/)
})

test("A30 A52 what people send is never unpacked: the desk unpacks its own copies, and what an operator names", () => {
  assert.deepEqual(having(/from "(node:zlib|xz-decompress|[^"]*zip[^"]*)"/), [
    "src/backup/part.ts",
    "src/history/unpack.ts",
    "src/proof/files.ts",
    "src/proof/leaf-files.ts",
    "src/web/assets.ts",
    // Packs, and unpacks nothing.
    "src/web/show.ts",
  ])
  assert.doesNotMatch(readFileSync(join(root, "src/web/show.ts"), "utf8"), /gunzip|inflate|unzip|decompress/i)
})

test("A52 an SVG is served from the desk's own assets alone: whatever else is sent of a file is a download of bytes", () => {
  assert.deepEqual(having(/image\/svg|"svg"/), ["src/web/assets.ts"])
  const pages = readFileSync(join(root, "src/web/pages.ts"), "utf8")
  const download = /function sendDownload[\s\S]*?\n}\n/.exec(pages)?.[0] ?? ""
  assert.match(download, /`attachment; [\s\S]*application\/octet-stream/)
})
