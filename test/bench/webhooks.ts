// What telling other systems costs a verb: cases opened one after the other with no endpoint, with one and with three, in turns.

import { run, sql } from "../../src/database/index.ts"
import { addEndpoint } from "../../src/webhooks/index.ts"
import { testDesk } from "../support/desk.ts"

const rounds = 40
const casesEach = 25
const at = "2026-03-27T09:00"

const desk = await testDesk()
const admin = await desk.actor("administrator")
const place = { key: Buffer.alloc(32, 1), reach: "public" } as const
for (const number of [1, 2, 3])
  await addEndpoint(desk.db, admin, { url: `https://example.org/${number}`, types: ["opened"] }, place, 0)

const times = new Map<number, number[]>([0, 1, 3].map((endpoints) => [endpoints, []]))
for (let round = 0; round < rounds; round += 1) {
  for (const [endpoints, found] of times) {
    await run(
      desk.db,
      sql`update webhook_endpoints set state = case when endpoint_id <= ${endpoints} then 'active' else 'paused' end,
        paused_because = case when endpoint_id <= ${endpoints} then null else 'person' end`,
    )
    const began = performance.now()
    for (let number = 0; number < casesEach; number += 1) await desk.open(at)
    // The first round plans the statements.
    if (round > 0) found.push((performance.now() - began) / casesEach)
  }
}
const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
const none = median(times.get(0) ?? [])
for (const [endpoints, found] of times) {
  const each = median(found)
  process.stdout.write(`${endpoints} endpoints: ${each.toFixed(2)} ms a case, ${(each / none).toFixed(2)} of none\n`)
}
await desk.close()
