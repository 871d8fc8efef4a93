// Where no relay is set, the mailbox page holds the links that let customers in: who may read them there.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { rows, run, sql } from "../../database/index.ts"
import { openOutgoing, sendDueMails } from "../../notices/index.ts"
import { deskZone } from "../../time/index.ts"
import { frontMailWriters } from "../index.ts"
import { type FrontSite, frontSite } from "../test-front.ts"
import { plainAnswers, publicUrl, secretKey, sent } from "../test-site.ts"

const email = "sam.customer@force.example"
let site: FrontSite
let link: string
before(async () => {
  site = await frontSite()
  await sent(site.visitor(), { ...plainAnswers, email })
  await site.posted()
  await site.visitor().post("/account/sign-in", { email })
  await caught()
  const admin = await colleague(site.server, site.db, "administrator")
  link = /href="(\/desk\/mailbox\/other\/\d+)"/.exec((await admin.get("/desk/mailbox/other")).html)?.[1] ?? ""
})
after(() => site.close())

async function caught(): Promise<void> {
  const letterhead = { key: secretKey, mailAddress: "desk@desk.example", publicUrl, zone: deskZone, phone: null }
  const onError = (error: unknown) => assert.fail(String(error))
  const outgoing = openOutgoing({ letterhead: { ...letterhead, deskName: "Desk" }, onError })
  const [asked] = await rows<{ at: number }>(site.db, sql`select max(created_at) as at from mails`)
  const now = () => asked?.at ?? 0
  while ((await sendDueMails({ db: site.db, outgoing, writers: frontMailWriters, now, onError })) > 0);
  await outgoing.close()
}

const enter = /\/account\/enter\/[a-z0-9-]+/

async function audited(outcome: "done" | "refused"): Promise<number> {
  const found = await rows(site.db, sql`select from audit where action = 'mail-read' and outcome = ${outcome}`)
  return found.length
}

test("a colleague, and who watches, see that a link to sign in was sent, and not the link", async () => {
  for (const role of ["adviser", "team-leader", "auditor", "security-manager"] as const) {
    const someone: Visitor = await colleague(site.server, site.db, role)
    const list = await someone.get("/desk/mailbox/other")
    assert.match(list.text, /A message with a private link sam\.customer@force\.example/, role)
    assert.doesNotMatch(list.html, /Your link to see|\/desk\/mailbox\/other\/\d/)
    const before = await audited("refused")
    const { heading, text, html } = await someone.get(link)
    assert.equal(heading, "A message with a private link")
    assert.match(text, /Only an administrator of the desk may read it here\./)
    assert.doesNotMatch(html, enter)
    assert.equal(await audited("refused"), before + 1)
  }
})

test("an administrator reads it, which is on record, and it lets in", async () => {
  const admin = await colleague(site.server, site.db, "administrator")
  const before = await audited("done")
  const page = await admin.get(link)
  assert.equal(page.heading, "Your link to see your reports")
  assert.equal(await audited("done"), before + 1)
  const way = enter.exec(page.html)?.[0] ?? ""
  assert.equal((await site.visitor().post(way, {})).location, "/account")
})

test("mail of a kind that nobody writes any more is withheld as if it held a secret", async () => {
  await run(site.db, sql`update mails set kind = 'of-another-release' where caught is not null`)
  const adviser = await colleague(site.server, site.db, "adviser")
  assert.doesNotMatch((await adviser.get(link)).html, enter)
})
