// Spools one letter in a process of its own, whose disk may fail: `node spooling.ts FOLDER`. Exit 0 says that it is kept.

import { spoolLetter } from "../../src/inbox/spool.ts"

const [folder = ""] = process.argv.slice(2)
await spoolLetter(folder, Buffer.from("From: sam@force.example\r\n\r\nThe page stays empty.\r\n"), 1_774_000_000_000)
