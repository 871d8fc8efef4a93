// What comes with a letter is checked for viruses as uploads are: until the scanner has looked nobody opens it, nor the letter as it came.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { contentOf, uncheckedFiles } from "../cases/index.ts"
import { rows, sql } from "../database/index.ts"
import { openScanner } from "../files/index.ts"
import { eicar, testClamd } from "../files/test-clamd.ts"
import { checkCaseFiles } from "../incidents/index.ts"
import { letterHandlers } from "./filing.ts"
import { readLetter } from "./read-letter.ts"
import { at, sampleInbox } from "./sample-inbox.ts"
import { letterOf } from "./sample-letter.ts"

const sample = await sampleInbox()
const clamd = await testClamd()
after(async () => {
  await clamd.close()
  await sample.close()
})
const { db } = sample.desk
const inbox = { ...sample.inbox, handlers: letterHandlers(db, { checksFiles: true }) }
const scanner = openScanner(clamd.url)
let letters = 0

async function filed(file: Buffer): Promise<number> {
  const headers = {
    Subject: "With a file",
    "Message-ID": `<scanned-${++letters}@force.example>`,
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/mixed; boundary="b"',
  }
  const part = `--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="a.bin"\r\n\r\n`
  const letterId = await sample.keep(Buffer.concat([letterOf(headers, part), file, Buffer.from("\r\n--b--\r\n")]))
  await readLetter(inbox, letterId)
  return (await caseOf(letterId)) ?? assert.fail("the letter is on no case")
}

async function caseOf(letterId: number): Promise<number | undefined> {
  const found = await rows<{ caseId: number }>(
    db,
    sql`select case_id as "caseId" from letters where letter_id = ${letterId} and case_id is not null`,
  )
  return found[0]?.caseId
}

const quarantined = async (caseId: number) =>
  (await rows(db, sql`select from events where case_id = ${caseId} and type = 'file-quarantined'`)).length

test("a file that came by letter waits while the scanner is away, with the letter, and is opened once it was looked at", async () => {
  const caseId = await filed(Buffer.from("harmless"))
  assert.equal((await uncheckedFiles(db, caseId)).length, 2)
  clamd.says = "nothing that is an answer"
  assert.equal(await checkCaseFiles(db, scanner, at), 0)
  assert.equal((await uncheckedFiles(db, caseId)).length, 2, "a scanner that does not answer lets nothing through")
  clamd.says = undefined
  assert.equal(await checkCaseFiles(db, scanner, at + 120_000), 2)
  assert.deepEqual([await uncheckedFiles(db, caseId), await quarantined(caseId)], [[], 0])
})

test("a virus that came by letter is put away, and so is the letter that it lies in", async () => {
  const caseId = await filed(eicar)
  assert.equal(await checkCaseFiles(db, scanner, at + 120_000), 2)
  assert.deepEqual([await uncheckedFiles(db, caseId), await quarantined(caseId)], [[], 2])
})

test("a large file is looked at whole, in pieces, wherever in it the virus lies", async () => {
  const large = Buffer.alloc(2_500_000, "a line of a file that is longer than one piece\n")
  eicar.copy(large, 1024 * 1024 - 30)
  const caseId = await filed(large)
  await checkCaseFiles(db, scanner, at + 120_000)
  assert.equal(await quarantined(caseId), 2)
  const kept = await rows<{ content: number }>(
    db,
    sql`select content_id as content from content where case_id = ${caseId} and kind = 'file'`,
  )
  const bytes = (await contentOf(db, caseId, kept[0]?.content ?? 0))?.bytes
  assert.ok((bytes?.length ?? 0) >= large.length)
})

test("a desk without a scanner keeps nobody waiting", async () => {
  const letter = await sample.receive(
    letterOf({ Subject: "No scanner", "Message-ID": "<none@force.example>" }, "Hello"),
  )
  assert.deepEqual(await uncheckedFiles(db, (await caseOf(letter.letterId)) ?? 0), [])
})
