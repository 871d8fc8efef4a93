// What anybody may check, as they find it on the web: the page, the keys, the script, and the proof of a case.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type DeskPages, deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, visitor } from "../../../test/support/visitor.ts"
import { proofPages } from "../../cases/index.ts"
import { auditPages, type SignedHead } from "../index.ts"
import { signed } from "../test-heads.ts"
import { auditPaths } from "./paths.ts"

let desk: DeskPages
before(async () => {
  desk = await deskPages([...auditPages, ...proofPages])
})
after(() => desk.close())

async function page(path: string): Promise<string> {
  return (await visitor(desk.server).get(path)).html
}

test("before the first head the page says so, in plain words", async () => {
  const html = await page(auditPaths.about)
  assert.match(html, /<h1[^>]*>Check our records<\/h1>/)
  assert.match(html, /No head has been signed yet/)
  assert.equal((await visitor(desk.server).get(auditPaths.head)).status, 404)
})

test("afterwards it shows the head, the key, and how to check; each file can be fetched by anybody", async () => {
  await desk.opened()
  const { statement }: SignedHead = await signed(desk.db, "2026-03-27T09:00")
  const html = await page(auditPaths.about)
  assert.ok(html.includes(statement.root))
  assert.ok(html.includes(statement.key))
  assert.match(html, /over 1 case:/)
  assert.deepEqual(JSON.parse(await page(auditPaths.head)).head, statement)
  assert.equal(JSON.parse(await page(auditPaths.keys))[0].key, statement.key)
  assert.match(await page(auditPaths.script), /^\/\/ Checks that a case stands in a signed head/)
})

test("the proof of a case is for those who may see it, once a head has seen the case", async () => {
  const reference = await desk.opened()
  assert.equal((await visitor(desk.server).get(`/desk/cases/${reference}/proof`)).status, 303)
  const auditor = await colleague(desk.server, desk.db, "auditor")
  const early = await auditor.get(`/desk/cases/${reference}/proof`)
  assert.match(early.text, /No head has been signed since this case was opened/)
  await signed(desk.db, "2026-03-27T10:00")
  assert.equal(JSON.parse((await auditor.get(`/desk/cases/${reference}/proof`)).html).what, "charter inclusion proof")
})
