// A thread that sends letters over several connections, so that the sending does not slow down who measures.

import { parentPort, workerData } from "node:worker_threads"
import { openSender } from "./sender.ts"
import type { Sending } from "./sending.ts"
import { seeded, text } from "./words.ts"

const { port, connections, letters }: Sending = workerData
let sent = 0

await Promise.all(Array.from({ length: connections }, lane))
parentPort?.postMessage(sent)

async function lane(): Promise<void> {
  const sender = await openSender(port)
  for (let number = sent++; number < countOf(); number = sent++) {
    const { envelope, raw } = letterOf(number)
    const answer = await sender.send(envelope, raw)
    if (!answer.startsWith("250")) throw new Error(`letter ${number} was not taken: ${answer}`)
  }
  sender.close()
}

function countOf(): number {
  return letters.are === "given" ? letters.raws.length : letters.count
}

function letterOf(number: number) {
  const to = "desk@localhost"
  if (letters.are === "given")
    return { envelope: { from: letters.from, to }, raw: Buffer.from(letters.raws[number] ?? "") }
  const { from } = letters
  const random = seeded(number)
  const lines = [
    `From: Flood <${from}>`,
    `To: ${to}`,
    `Subject: ${text(random, 4)} ${number}`,
    `Message-ID: <${number}.${from}>`,
    "",
    text(random, 60),
    "",
  ]
  return { envelope: { from, to }, raw: Buffer.from(lines.join("\r\n")) }
}
