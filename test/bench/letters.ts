// Letters of 10 KB accepted a second by SMTP over 8 reused connections, as a ratio to a bare insert of the same bytes through 8
// connections, in the same run. Rounds alternate, because the machine's speed does not stand still; the figure is the median of
// the rounds' ratios. The desk reads the letters meanwhile, as it does in life; what is left unread is told too.

import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { type SmtpClient, smtpClient } from "../../src/inbox/smtp-client.ts"

const seconds = Number(process.argv[2] ?? 5)
const rounds = Number(process.argv[3] ?? 3)
const isPipelined = process.argv[4] !== "step-by-step"
const connections = 8
const lines = `${randomBytes(7300).toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n`

const varDir = mkdtempSync(join(tmpdir(), "charter-bench-"))
const environment = { ...process.env, VAR_DIR: varDir, PORT: "0", SMTP_IN_PORT: "0", METRICS_PORT: "off", DEMO: "off" }
const desk = spawn(join(import.meta.dirname, "../../bin/charter"), ["start"], {
  env: environment,
  stdio: ["ignore", "ignore", "inherit"],
})

try {
  const { smtp, database } = await untilReady()
  const pool = new pg.Pool({ connectionString: database, max: connections })
  await pool.query(
    "create table floor_letters (id bigint generated always as identity primary key, raw bytea not null)",
  )
  const clients = await Promise.all(
    Array.from({ length: connections }, () => smtpClient(Number(smtp.split(":").at(-1)))),
  )
  const table: Record<string, number>[] = []
  for (let round = 0; round < rounds; round++) {
    const floor = await rateOf(() =>
      pool.query({ name: "floor", text: "insert into floor_letters (raw) values ($1)", values: [letter()] }),
    )
    const charter = await rateOf((index) => accepted(clients[index]))
    const unread = await pool.query("select count(*) from letters where state = 'received'")
    table.push({ floor, charter, "to floor": charter / floor, unread: Number(unread.rows[0].count) })
    console.table(table.at(-1))
  }
  const ratios = table.map((each) => each["to floor"] ?? 0).sort((a, b) => a - b)
  console.log(`letters: ${ratios[Math.floor(ratios.length / 2)]?.toFixed(3)} of a bare insert`)
  for (const client of clients) client.cut()
  await pool.end()
} finally {
  desk.kill("SIGTERM")
  await new Promise((resolve) => desk.once("exit", resolve))
  rmSync(varDir, { recursive: true })
}

async function rateOf(work: (index: number) => Promise<unknown>): Promise<number> {
  const until = performance.now() + seconds * 1000
  let done = 0
  const one = async (index: number) => {
    while (performance.now() < until) {
      await work(index)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  return done / seconds
}

function letter(): Buffer {
  const id = randomBytes(12).toString("hex")
  return Buffer.from(
    `From: Pat <pat@force.example>\r\nTo: desk@college.example\r\nSubject: Letter ${id}\r\nMessage-ID: <${id}@force.example>\r\n\r\n${lines}`,
  )
}

async function accepted(client: SmtpClient | undefined): Promise<void> {
  if (client === undefined) throw new Error("no connection")
  const answer = isPipelined ? await pipelined(client) : await client.send(letter())
  if (!answer.startsWith("250")) throw new Error(`not accepted: ${answer}`)
}

async function pipelined(client: SmtpClient): Promise<string> {
  client.write("MAIL FROM:<pat@force.example>\r\nRCPT TO:<desk@college.example>\r\nDATA\r\n")
  for (let answers = 0; answers < 3; answers++) await client.answer()
  return client.say(Buffer.concat([letter(), Buffer.from(".\r\n")]))
}

async function untilReady(): Promise<{ smtp: string; database: string }> {
  for (const started = performance.now(); performance.now() - started < 60_000; ) {
    try {
      return JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8"))
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error("the desk did not start")
}
