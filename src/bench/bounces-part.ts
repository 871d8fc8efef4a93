// A storm of bounces: our own messages come back by the thousand. Nothing is answered, people are told of it as one, the addresses are marked.

import { gatherCandidates } from "../cases/index.ts"
import { messageIdFor } from "../notices/index.ts"
import { realNow } from "../time/index.ts"
import type { Bench } from "./bench.ts"
import { startBenchDesk } from "./desk.ts"
import { untilRead } from "./flood-part.ts"
import type { Tell } from "./measure.ts"
import { sendLetters } from "./sending.ts"
import { type SentNotice, sentNotices, stormCounts } from "./store.ts"

const connections = 8
// Of 100 made-up cases some 65 have a notice that is out.
const casesForNotice = 1.8

export async function benchBounces(bench: Bench, tell: Tell): Promise<void> {
  const wanted = Math.min(10_000, bench.letters)
  await bench.upTo(Math.max(bench.cases, Math.ceil(wanted * casesForNotice)))
  const { db, secretKey } = bench.scratch
  const raws = (await sentNotices(db, wanted)).map((notice) => bounceOf(secretKey, notice))
  const before = await stormCounts(db)
  const desk = await startBenchDesk(bench.scratch)
  try {
    const began = performance.now()
    await sendLetters({ port: desk.smtpPort, connections, letters: { are: "given", from: "", raws } })
    const accepted = performance.now() - began
    await untilRead(bench)
    const read = performance.now() - began
    await gatherCandidates(db, realNow())
    const after = await stormCounts(db)
    const what = `${raws.length.toLocaleString("en-GB")} bounces`
    tell({ what: `${what} accepted after`, value: accepted / 1000, unit: "s" })
    tell({ what: `${what} filed after`, value: read / 1000, unit: "s" })
    tell({
      what: "notices that count as failed",
      value: after.failed - before.failed,
      unit: "",
      aim: String(raws.length),
    })
    tell({ what: "messages that answer a bounce", value: after.notices - before.notices, unit: "", aim: "0" })
    tell({ what: "addresses marked as taking no mail", value: after.marked, unit: "" })
    tell({ what: "bounces that the one candidate tells of", value: after.told, unit: "", aim: String(raws.length) })
  } finally {
    await desk.stop()
  }
}

function bounceOf(key: Buffer, { caseId, noticeId, address }: SentNotice): string {
  const messageId = messageIdFor(key, "localhost", caseId, noticeId, address)
  const status = `Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\n`
  return [
    "From: Mail Delivery System <mailer-daemon@relay.example>",
    "To: desk@localhost",
    "Subject: Undelivered Mail Returned to Sender",
    `Message-ID: <${caseId}.${noticeId}@relay.example>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n",
    `--b\r\nContent-Type: message/delivery-status\r\n\r\n${status}`,
    `--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${messageId}\r\nSubject: Reply\r\n\r\nHello\r\n`,
    "--b--",
  ].join("\r\n")
}
