// How long a mailbox of 10,000 letters takes to be fetched and kept, and in how much memory: `npm run bench:mailbox [LETTERS]`. The mail server
// is that of the tests, on this machine: what is measured is the desk's own part.

import { cpus, loadavg } from "node:os"
import { sampleInbox } from "../../src/inbox/sample-inbox.ts"
import { letterOf } from "../../src/inbox/sample-letter.ts"
import { added, keptCount, watching } from "../../src/inbox/sample-mailbox.ts"
import { imapServer } from "../../src/inbox/test-imap-server.ts"

const count = Number(process.argv[2] ?? 10_000)
const body = `${"It does not work, and has not since this morning.\r\n".repeat(40)}`
const sample = await sampleInbox()
const server = await imapServer()
for (let each = 0; each < count; each++) server.deliver(letterOf({ "Message-ID": `<b${each}@force.example>` }, body))
await added(sample, server.port)
const before = process.memoryUsage.rss()
const began = performance.now()
const watch = watching(sample)
let most = before
while ((await keptCount(sample)) < count) {
  most = Math.max(most, process.memoryUsage.rss())
  await new Promise((resolve) => setTimeout(resolve, 100))
}
const seconds = (performance.now() - began) / 1000
const unmarked = () => server.letters.filter(({ flags }) => !flags.has("\\Seen")).length
while (unmarked() > 0) await new Promise((resolve) => setTimeout(resolve, 50))
const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
console.log({
  letters: count,
  seconds: Math.round(seconds * 10) / 10,
  lettersASecond: Math.round(count / seconds),
  memoryMegabytes: { before: megabytes(before), most: megabytes(most) },
  errors: watch.errors.length,
  cores: cpus().length,
  load: loadavg()[0],
})
await watch.stop()
await server.close()
await sample.close()
