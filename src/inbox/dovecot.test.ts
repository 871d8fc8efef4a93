// The same against a real mail server: Dovecot's IMAP process, one for each connection, over a maildir of the test's own.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type SampleInbox, sampleInbox } from "./sample-inbox.ts"
import { letterOf } from "./sample-letter.ts"
import { added, keptCount, readAll, until, watching } from "./sample-mailbox.ts"

const program = "/usr/lib/dovecot/imap"
const skip = existsSync(program) ? false : "Dovecot is not installed (Debian: dovecot-imapd)"
const folder = mkdtempSync(join(tmpdir(), "charter-dovecot-"))
const mail = join(folder, "mail")
// It serves nobody as root.
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const [uid, gid] = isRoot ? [nobody, nobody] : [userInfo().uid, userInfo().gid]
const sockets = new Set<Socket>()
const listener = createServer((socket) => {
  sockets.add(socket)
  const process_ = spawn(program, ["-c", join(folder, "dovecot.conf")], {
    ...(isRoot ? { uid, gid } : {}),
    env: { USER: "help", HOME: folder, PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "pipe", "ignore"],
  })
  socket.pipe(process_.stdin)
  process_.stdout.pipe(socket)
  for (const each of [socket, process_.stdin]) each.on("error", () => undefined)
  socket.on("close", () => {
    sockets.delete(socket)
    process_.kill()
  })
})

let sample: SampleInbox
before(async () => {
  sample = await sampleInbox()
  for (const each of ["new", "cur", "tmp"]) mkdirSync(join(mail, each), { recursive: true })
  for (const each of [folder, mail, ...["new", "cur", "tmp"].map((name) => join(mail, name))]) owned(each)
  const plugins = "mail_plugin_dir = /usr/lib/dovecot/modules"
  const lines = [
    `mail_uid = ${uid}`,
    `mail_gid = ${gid}`,
    "first_valid_uid = 1",
    "first_valid_gid = 1",
    `mail_location = maildir:${mail}`,
    `base_dir = ${folder}`,
    `state_dir = ${folder}`,
    `log_path = ${folder}/log`,
    "ssl = no",
    plugins,
  ]
  writeFileSync(join(folder, "dovecot.conf"), `${lines.join("\n")}\n`)
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve))
})
after(async () => {
  for (const socket of sockets) socket.destroy()
  listener.close()
  await sample.close()
  rmSync(folder, { recursive: true, force: true })
})

function owned(path: string): void {
  if (isRoot) chownSync(path, uid, gid)
}

let delivered = 0
function deliver(): void {
  delivered += 1
  const raw = letterOf({ "Message-ID": `<d${delivered}@force.example>`, Subject: `Number ${delivered}` })
  const path = join(mail, "new", `${1_774_600_000 + delivered}.M${delivered}.host`)
  writeFileSync(path, raw)
  owned(path)
}

const seen = () => readdirSync(join(mail, "cur")).filter((each) => /:2,[A-Z]*S/.test(each)).length

test("F34: letters of a real mail server are kept, then marked; what comes is heard of, and a new numbering brings nothing twice", {
  skip,
}, async () => {
  const address = listener.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  for (let each = 0; each < 30; each++) deliver()
  await added(sample, port)
  const watch = watching(sample, "one", 1_000)
  await until("all are kept", async () => (await keptCount(sample)) === 30)
  await until("all are marked", () => seen() === 30)
  deliver()
  await until("the next is kept", async () => (await keptCount(sample)) === 31)
  await until("the next is marked", () => seen() === 31)
  for (const each of readdirSync(mail).filter((name) => name.startsWith("dovecot")))
    rmSync(join(mail, each), { recursive: true })
  for (const socket of sockets) socket.destroy()
  deliver()
  await until("only the new one is kept", async () => (await keptCount(sample)) === 32)
  const states = (await readAll(sample)).map(({ state }) => state)
  assert.deepEqual(new Set(states), new Set(["filed"]))
  await watch.stop()
})
