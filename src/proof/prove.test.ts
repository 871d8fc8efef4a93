// The proof that a stranger checks: the script that we publish, run as they would run it.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import crypto from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { after, before, test } from "node:test"
import { promisify } from "node:util"
import { compileFunction } from "node:vm"
import { caseHeads } from "../cases/index.ts"
import { proofFromFile, proofOfCase, readHead } from "./index.ts"
import { type HeadDesk, headDesk, key } from "./test-heads.ts"

const script = join(import.meta.dirname, "../../docs/proof/check-inclusion.mjs")
const folder = mkdtempSync(join(tmpdir(), "charter-proof-"))
const publicKey = key.publicKey.toString("hex")
let desk: HeadDesk
let proof: string
let caseId: number
let file: string
before(async () => {
  desk = await headDesk()
  for (const minute of ["00", "01", "02"]) caseId = (await desk.open(`2026-03-27T09:${minute}`)).caseId
  // A number far away, so that the path leads through more than one range.
  await desk.owner.query("select setval('case_number', 1500)")
  await desk.open("2026-03-27T09:05")
  file = await desk.head("2026-03-27T10:00")
  proof = await proofOfCase(desk.db, caseHeads, caseId)
})
after(async () => {
  await desk.close()
  rmSync(folder, { recursive: true })
})

type Checked = { readonly code: number; readonly said: string }

async function checked(bytes: string | Buffer, withKey = publicKey, name = "proof.json"): Promise<Checked> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const ran = promisify(execFile)(process.execPath, [script, path, withKey])
  return await ran.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  )
}

test("the script is short enough to be read by whoever is to believe it", () => {
  assert.ok(readFileSync(script, "utf8").trimEnd().split("\n").length <= 50)
})

test("a stranger with the proof, the public key and the script sees that the case stands in the head", async () => {
  const { code, said } = await checked(`${proof}\n`)
  assert.equal(code, 0, said)
  assert.match(said, new RegExp(`^Proven: at 2026-03-27T10:00:00\\.000Z the history of case ${caseId} had 1 events`))
})

test("the same proof comes from the exported files, without the database", async () => {
  assert.equal(await proofFromFile(readHead(file), dirname(file), caseId), proof)
  await assert.rejects(() => proofFromFile(readHead(file), dirname(file), 9), /not in that head/)
})

test("a case that no head has seen yet is told to wait, and one whose history was changed gets no proof", async () => {
  const late = await desk.open("2026-03-27T10:30")
  await assert.rejects(() => proofOfCase(desk.db, caseHeads, late.caseId), /No head has been signed since/)
  const change = `update events set hash = sha256('other') where case_id = ${caseId}`
  await desk.tampered(change, async () => {
    await assert.rejects(() => proofOfCase(desk.db, caseHeads, caseId), /run charter verify/)
  })
})

test("another key, an edited leaf, path, root or signature, and half a file prove nothing, each in words", async () => {
  const edits: [string, RegExp][] = [
    [proof.replace(/"seq":1/, '"seq":2'), /the case is not in this head/],
    [proof.replace(`"case":${caseId}`, `"case":${caseId - 1}`), /the case is not in this head/],
    [proof.replace(/"path":\["[0-9a-f]{64}",/, '"path":['), /the case is not in this head|path does not fit/],
    [proof.replace(/"cases":4/, '"cases":5'), /the head has been edited/],
    [proof.replace(/"root":"[0-9a-f]/, '"root":"x'), /the head has been edited/],
    [proof.slice(0, 300), /cut short/],
    [`{"extra":1,${proof.slice(1)}`, /has been edited/],
    [proof.replace(",", ", "), /has been edited/],
    ["null", /cut short/],
  ]
  const results = await Promise.all(edits.map(([text], index) => checked(text, publicKey, `edit-${index}.json`)))
  for (const [index, { code, said }] of results.entries()) {
    assert.equal(code, 1, said)
    assert.match(said, edits[index]?.[1] ?? /^$/)
  }
  const other = await checked(proof, "ab".repeat(32))
  assert.match(other.said, /signed with another key/)
  assert.match((await checked(proof, "not a key")).said, /say which proof, and the public key/)
})

// The script's own text as a function: a process for each of so many bits would take an hour. Every fifth bit comes to each place in a byte.
const { createHash, createPublicKey, verify } = crypto
const asFunction = compileFunction(readFileSync(script, "utf8").replaceAll(/^import .*$/gm, ""), [
  "createHash",
  "createPublicKey",
  "verify",
  "readFileSync",
  "process",
  "console",
])

class Exit extends Error {}

function isProven(bytes: Buffer): boolean {
  const exit = () => {
    throw new Exit()
  }
  const process = { argv: ["", "", "proof.json", publicKey], exit }
  const silent = { log: () => {}, error: () => {} }
  try {
    asFunction(createHash, createPublicKey, verify, () => bytes.toString("utf8"), process, silent)
    return true
  } catch (error) {
    if (error instanceof Exit) return false
    throw error
  }
}

test("whichever bit of a proof is flipped, nothing is proven any more", async () => {
  const bytes = Buffer.from(`${proof}\n`)
  assert.ok(isProven(bytes))
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    assert.ok(!isProven(bytes), `bit ${bit}`)
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  }
})
