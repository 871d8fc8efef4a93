import assert from "node:assert/strict"
import { after, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { filePage } from "./files.ts"
import { filePagesElsewhere } from "./files-elsewhere.ts"
import { incidentPages } from "./index.ts"

const elsewhere = filePagesElsewhere({ filesUrl: "https://files.example", secretKey: Buffer.alloc(32, 7) })
const desk = await deskPages([...incidentPages.filter((each) => each !== filePage), ...elsewhere])
after(() => desk.close())

test("A06 A07 with FILES_URL a file comes from another origin, by a link that is checked, works for a minute and cannot be guessed", async () => {
  const file = { name: "<b>plan.html", bytes: Buffer.from("<script>alert(1)</script>") }
  const reference = await desk.opened({ correspondence: { body: "See the file.", files: [file] } })
  const adviser = await colleague(desk.server, desk.db, "adviser")
  const address = await addressOfFile(reference, adviser)
  assert.match(address, /^https:\/\/files\.example\/files\/[\w.-]+\//)
  const path = address.slice("https://files.example".length)
  const served = await desk.server.inject({ url: path })
  assert.equal(served.statusCode, 200)
  assert.equal(served.body, "<script>alert(1)</script>")
  assert.match(String(served.headers["content-disposition"]), /^attachment/)
  assert.equal(served.headers["content-type"], "application/octet-stream")
  const [, , token = "", name = ""] = path.split("/")
  const forged = [
    token.replace(/^\d+/, "999"),
    token.slice(0, -1),
    `${token}A`,
    token.replace(/\.(\d+)\.(\d+)\./, ".1.$2."),
    "",
  ]
  for (const each of forged)
    assert.equal((await desk.server.inject({ url: `/files/${each}/${name}` })).statusCode, 404, each)
  desk.now = "2026-03-27T09:02"
  assert.equal((await desk.server.inject({ url: path })).statusCode, 404)
})

test("a stranger gets no link", async () => {
  const reference = await desk.opened()
  const answer = await desk.server.inject({ url: `/desk/cases/${reference}/files/1` })
  assert.match(String(answer.headers.location), /^\/sign-in/)
})

async function addressOfFile(reference: string, adviser: Awaited<ReturnType<typeof colleague>>): Promise<string> {
  for (let content = 1; content < 12; content++) {
    const answer = await adviser.get(`/desk/cases/${reference}/files/${content}`)
    const location = String(answer.headers.location ?? "")
    if (location.includes("plan.html")) return location
  }
  throw new Error("no file of the case leads elsewhere")
}
