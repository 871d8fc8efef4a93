// Contacts by the API and letters by SMTP, accepted a second beside the cases that are there, as ratios to bare inserts in the same run.

import type { Bench } from "./bench.ts"
import { startBenchDesk } from "./desk.ts"
import { bareLetterRate, floorPool, floorTables, insertFloor } from "./floor.ts"
import { rateOf, type Tell, took } from "./measure.ts"
import { asOwner } from "./scratch.ts"
import { sendLetters } from "./sending.ts"

const rounds = 3
const lanes = 32
const lettersOfRound = 3000
const contact = {
  channel: "email",
  from: { name: "Sam Carter", email: "sam.carter@force.example" },
  subject: "Cannot open the module on arrest and detention",
  body: "Since this morning the page stays empty when I open module 3. ".repeat(7),
  priority: 3,
}

export async function benchContacts(bench: Bench, tell: Tell): Promise<void> {
  await bench.upTo(Math.min(bench.cases, 1000))
  await asOwner(bench.scratch, floorTables)
  const desk = await startBenchDesk(bench.scratch)
  const pool = floorPool(bench.scratch.ownerUrl, lanes)
  try {
    // Rounds alternate, because a machine's speed does not stand still.
    for (let round = 1; round <= rounds; round++) {
      const floor = await rateOf(() => insertFloor(pool, contact), lanes)
      const value = await rateOf(() => desk.post("/contacts", contact), lanes)
      tell({
        what: `contacts a second, round ${round}`,
        value,
        unit: "a second",
        floor: { what: "bare inserts", value: floor },
        aim: "ratio 0.25, better 0.5",
      })
    }
  } finally {
    await pool.end()
    await desk.stop()
  }
}

export async function benchLetters(bench: Bench, tell: Tell): Promise<void> {
  await bench.upTo(Math.min(bench.cases, 1000))
  const desk = await startBenchDesk(bench.scratch)
  try {
    for (let round = 1; round <= rounds; round++) {
      const floor = await bareLetterRate(bench.scratch)
      const from = `round${round}@force.example`
      const letters = { are: "made", from, count: lettersOfRound } as const
      const taken = await took(() => sendLetters({ port: desk.smtpPort, connections: 8, letters }))
      const value = lettersOfRound / (taken / 1000)
      const what = `letters accepted a second, round ${round}`
      tell({ what, value, unit: "a second", floor: { what: "bare inserts", value: floor }, aim: "ratio 0.5" })
    }
  } finally {
    await desk.stop()
  }
}
