// Senders of letters that never give up: by SMTP until a 250, by the command line until exit 0. Some letters come twice, some
// share a Message-ID and are not the same, some are a machine's, some have no sender.

import { setTimeout as pause } from "node:timers/promises"
import type { Chance } from "../oracle/random.ts"
import type { Sender } from "./contact-clients.ts"
import type { Fate, SentLetter } from "./ledger.ts"
import { type MailClient, mailClient } from "./mail-client.ts"

const patienceMs = 240_000

export async function letterClient(sender: Sender): Promise<void> {
  let connection: MailClient | undefined
  async function once(letter: SentLetter): Promise<number | string> {
    try {
      connection ??= await mailClient(sender.desk.smtpPort)
      return await connection.send({ from: "sam@force.example", to: "desk@localhost", raw: rawOf(letter) })
    } catch {
      connection?.close()
      connection = undefined
      return "no answer"
    }
  }
  for (let turn = 0; !sender.isOver(); turn++) {
    for (const letter of newLetters(sender, turn, "smtp")) await insisted(sender, letter, () => once(letter), 250)
    await pause(sender.chance.between(20, 80))
  }
  connection?.close()
}

/** Hands letters to `charter receive`, beside a desk that lives, dies or is not there: one for each entry, which is what its process is armed with. */
export function commandLineSender(failpoints: readonly string[]) {
  return async (sender: Sender): Promise<void> => {
    for (const [turn, armed] of failpoints.entries()) {
      if (sender.isOver()) return
      for (const letter of newLetters(sender, turn, "receive")) await handedIn(sender, letter, armed)
      await pause(sender.chance.between(50, 300))
    }
  }
}

// Only the first try is armed: whoever tries again does so in another process.
async function handedIn(sender: Sender, letter: SentLetter, armed: string): Promise<void> {
  let more: Record<string, string> = armed === "" ? {} : { FAILPOINT: armed }
  await insisted(
    sender,
    letter,
    async () => {
      const { code, stderr } = await sender.desk.verb(["receive"], rawOf(letter).toString("latin1"), more)
      for (const [, what = ""] of stderr.matchAll(/^failpoint (\S+)$/gm))
        sender.ledger.struck("receive-failpoint", what)
      more = {}
      return code ?? "no answer"
    },
    0,
  )
}

// A sender that asks again after a yes is one that did not hear it.
function newLetters({ ledger, chance, number }: Sender, turn: number, way: SentLetter["way"]): SentLetter[] {
  const messageId = `letter-${number}-${turn}@sender.example`
  const letter = (version: number, fate: Fate): SentLetter => ({
    messageId,
    version,
    fate,
    way,
    attempts: 0,
    acknowledged: 0,
  })
  const first = letter(1, fateFor(chance))
  const made = first.fate === "filed" && chance.oneIn(10) ? [first, letter(2, "filed")] : [first]
  ledger.letters.push(...made)
  return chance.oneIn(8) ? [...made, first] : made
}

function fateFor(chance: Chance): Fate {
  if (chance.oneIn(12)) return "ignored"
  return chance.oneIn(12) ? "held" : "filed"
}

async function insisted(
  { ledger }: Sender,
  letter: SentLetter,
  once: () => Promise<number | string>,
  wanted: number,
): Promise<void> {
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(150)) {
    letter.attempts += 1
    const answer = await once()
    if (answer === wanted) {
      letter.acknowledged += 1
      return
    }
    ledger.refused(`${letter.way} ${answer}`)
  }
  throw new Error(`${letter.messageId} was not acknowledged in ${patienceMs / 1000} s`)
}

/** The letter as it is sent, the same each time. */
export function rawOf({ messageId, version, fate }: SentLetter): Buffer {
  const local = messageId.split("@")[0]
  const lines = [
    ...(fate === "held" ? [] : [`From: Sam Carter <${local}-${version}@force.example>`]),
    "To: desk@localhost",
    `Subject: ${local}`,
    `Message-ID: <${messageId}>`,
    ...(fate === "ignored" ? ["Auto-Submitted: auto-replied"] : []),
    "Content-Type: text/plain; charset=utf-8",
    "",
    `Version ${version} of ${local}.`,
    ...Array.from({ length: 40 }, (_, line) => `${line}. The page stays empty when I open the module on arrest.`),
    "",
  ]
  return Buffer.from(lines.join("\r\n"))
}
