// For tests: fills the desk at an address, as a process of its own that can be killed.

import { closeDatabase, openDatabase } from "../database/index.ts"
import { fillDemonstration } from "./index.ts"
import { testLetterhead } from "./test-letterhead.ts"

const [url = "", at = "0"] = process.argv.slice(2)
const db = openDatabase({ url, name: "charter fill" })
process.stdout.write("begun\n")
await fillDemonstration(db, Number(at), testLetterhead)
await closeDatabase(db)
