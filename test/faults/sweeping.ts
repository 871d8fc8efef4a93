// A worker's sweep in a process of its own, to be stopped in the middle: `node sweeping.ts DATABASE INSTANT`.

import { closeDatabase, openDatabase } from "../../src/database/index.ts"
import { sweepCases } from "../../src/worker/sweep.ts"

const [url = "", at = ""] = process.argv.slice(2)
const db = openDatabase({ url, connections: 3, name: "charter sweeping" })
const failures: string[] = []
const settled = await sweepCases(db, Number(at), (error) => failures.push(String(error))).catch((error: unknown) => {
  failures.push(String(error))
  return 0
})
process.stdout.write(JSON.stringify({ settled, failures }))
await closeDatabase(db)
