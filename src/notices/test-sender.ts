// For tests: a process of its own that sends one notice, so that it can be killed in the middle.
// Its arguments: the database's address, the relay's, the case's number, the notice's, and the key in hex.

import { openDatabase } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import { openOutgoing } from "./outgoing.ts"
import { letterhead, start } from "./test-case.ts"

const [databaseUrl = "", url, caseId, noticeId, key = ""] = process.argv.slice(2)
const db = openDatabase({ url: databaseUrl, connections: 3 })
const outgoing = openOutgoing({
  letterhead: { ...letterhead, key: Buffer.from(key, "hex") },
  url,
  onError: (error) => process.stderr.write(String(error)),
})
// The relay has taken it and nothing is written down yet: here it stays, until it is killed.
const recorder = {
  settled: () => {
    process.stdout.write("recording\n")
    return new Promise<never>(() => {})
  },
}
await sendNotice(db, { caseId: Number(caseId), noticeId: Number(noticeId) }, outgoing, recorder, () => start)
