// A thread of a replay: sees the moment that the replay sees, takes a range at a time, and at the end hands over what it counted.

import { once } from "node:events"
import { parentPort, workerData } from "node:worker_threads"
import { closeDatabase, openDatabase, transaction } from "../database/index.ts"
import { type Basics, rangeReplayer, type Told } from "./replay-range.ts"
import { joinMoment, type Range } from "./store.ts"
import type { Tally } from "./tally.ts"

export type ThreadTask = { readonly url: string; readonly snapshot: string; readonly basics: Basics }
/** A range to replay; null when there is none left. */
export type ThreadAsk = { readonly range: Range | null }
export type ThreadAnswer =
  | { readonly is: "ready" }
  | { readonly is: "told"; readonly told: Told }
  | { readonly is: "done"; readonly tally: Tally }

const port = parentPort
if (port !== null) await work(port, workerData as ThreadTask)

async function work(to: NonNullable<typeof port>, { url, snapshot, basics }: ThreadTask): Promise<void> {
  const db = openDatabase({ url, connections: 1, name: "charter what-if" })
  const replaying = rangeReplayer(basics)
  const asked = async () => ((await once(to, "message")) as [ThreadAsk])[0].range
  const answer = (given: ThreadAnswer) => to.postMessage(given)
  await transaction(db, async (tx) => {
    await joinMoment(tx, snapshot)
    let next = asked()
    answer({ is: "ready" })
    for (let range = await next; range !== null; range = await next) {
      const told = await replaying.replay(tx, range)
      next = asked()
      answer({ is: "told", told })
    }
  })
  answer({ is: "done", tally: replaying.tally() })
  await closeDatabase(db)
}
