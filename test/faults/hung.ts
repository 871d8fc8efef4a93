// `npm run faults:hung`: a worker that stands still for 40 seconds in the middle of its letters and messages, and then goes on (F45).
// Takes about a minute and a half. Ends with 1 where a letter was filed twice or not at all, or a message went out once too often.

import { randomBytes } from "node:crypto"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { startEmbedded } from "../../src/database/index.ts"
import { testRelay } from "../../src/notices/test-relay.ts"
import { until } from "../support/until.ts"
import { casesAbout, letterAbout, numberOf } from "./asking.ts"
import { deskProcess } from "./desk-process.ts"
import { mailClient } from "./mail-client.ts"

const stillMilliseconds = 40_000
const folder = mkdtempSync(join(tmpdir(), "charter-hung-"))
chmodSync(folder, 0o711)
const server = await startEmbedded({ varDir: folder })
// A relay that takes its time, so that the worker stops while messages are on their way.
const relay = await testRelay({ onMessage: () => pause<undefined>(150) })
const settings = {
  DATABASE_URL: server.deskUrl,
  MIGRATE_DATABASE_URL: server.ownerUrl,
  SMTP_OUT_URL: relay.url,
  SECRET_KEY: randomBytes(32).toString("base64"),
  ROLE: "worker",
}
const [hung, other] = [await deskProcess(settings), await deskProcess(settings)]
const owner = new pg.Client({ connectionString: server.ownerUrl })
await owner.connect()
const subjects = Array.from({ length: 40 }, (_, index) => `hung-${index}`)
try {
  await hung.start()
  for (const subject of subjects) {
    const client = await mailClient(hung.smtpPort)
    await client.send(letterAbout(subject))
    client.close()
  }
  await until(async () => relay.taken.length >= 3, 30_000)
  process.kill(hung.pid(), "SIGSTOP")
  const stoppedAt = performance.now()
  await other.start()
  const taken = await until(async () => (await open()) === 0, stillMilliseconds - 5000)
  await pause(Math.max(0, stillMilliseconds - (performance.now() - stoppedAt)))
  process.kill(hung.pid(), "SIGCONT")
  await pause(8000)
  process.exitCode = (await report(taken)) ? 0 : 1
} finally {
  await owner.end()
  await Promise.all([hung.remove(), other.remove()])
  await relay.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function open(): Promise<number> {
  return (
    (await numberOf(owner, "letters where state = 'received'")) +
    (await numberOf(owner, "notices where state = 'waiting'"))
  )
}

async function report(taken: number): Promise<boolean> {
  const cases = await Promise.all(subjects.map((subject) => casesAbout(owner, subject)))
  const sent = subjects.map((subject) => relay.taken.filter((each) => each.to === `${subject}@force.example`).length)
  const twice = sent.filter((each) => each > 1).length
  const isRight = cases.every((each) => each === 1) && sent.every((each) => each >= 1) && twice <= 1
  process.stdout.write(
    `${subjects.length} letters, ${cases.filter((each) => each === 1).length} of them one case each; every message out at least once: ${sent.every((each) => each >= 1)}; ` +
      `twice: ${twice} (1 at most). The other worker had done all ${Math.round(taken / 1000)} s after it began. ${isRight ? "As promised." : "NOT as promised."}\n`,
  )
  return isRight
}
