// The calls of the API: what each takes and gives, who may make it, and what is said to everything else.

import assert from "node:assert/strict"
import { after, describe, test } from "node:test"
import { opened } from "./answers.ts"
import { colleague, plainContact, problemOf } from "./colleague.ts"
import { desk } from "./desk.ts"

const place = await desk("2026-03-27T09:00+00:00")
after(() => place.end())
const sam = await colleague(place)

describe("who asks", () => {
  test("without a valid token everything is 401, and says how to ask", async () => {
    const good = await place.token("adviser")
    const wrong = ["", "Bearer ", "Bearer x", "Basic eDp4", good, `Bearer ${good}x`, `Bearer ${good.slice(0, -1)}`]
    for (const path of ["/cases", "/cases/INC-2026-000001", "/letters", "/notices", "/charter"]) {
      for (const authorization of wrong) {
        const answer = await place.ask(null, "GET", `/api/v1${path}`, undefined, { authorization })
        assert.equal(answer.status, 401, `${path} ${authorization}`)
        assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/)
        problemOf(answer)
      }
    }
    const inAddress = await place.ask(null, "GET", `/api/v1/cases?access_token=${good}&token=${good}`)
    assert.equal(inAddress.status, 401, "a token in the address is none (A45)")
    assert.equal((await place.ask(good, "GET", "/api/v1/cases")).status, 200)
  })

  test("an auditor reads everything and changes nothing (A41)", async () => {
    const { reference } = await sam.open({ priority: 2 })
    const auditor = await colleague(place, "auditor")
    const before = await auditor.read(reference)
    for (const [noun, body] of verbs) await auditor.refused(403, "POST", `/cases/${reference}/${noun}`, body)
    await auditor.refused(403, "POST", "/contacts", plainContact)
    for (const path of ["/cases", "/letters", "/notices", "/charter"]) {
      assert.equal((await auditor.ask("GET", path)).status, 200)
    }
    const after = await auditor.read(reference)
    assert.equal(after.version, before.version)
  })

  test("advisers, team leaders, engineers and administrators work cases", async () => {
    for (const role of ["adviser", "team-leader", "engineer", "administrator"]) {
      const one = await colleague(place, role)
      const { reference } = await one.open({ priority: 3 })
      for (const [noun, body] of verbs) await one.act(reference, noun, body)
    }
  })
})

const verbs: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["classification", { priority: 2 }],
  ["assignment", { to: "me" }],
  ["note", { body: "Known fault?" }],
  ["reply", { body: "We are looking." }],
  ["hold", { for: "supplier" }],
  ["resumption", {}],
  ["escalation", { reason: "It needs the second line." }],
  ["resolution", { outcome: "fixed", body: "It works again." }],
  ["reopening", { reason: "It fails again." }],
  ["resolution", { outcome: "advised", body: "Use the other page." }],
  ["closure", {}],
]

describe("a contact", () => {
  test("is answered with the contact and its case", async () => {
    const answer = await sam.ask("POST", "/contacts", { ...plainContact, priority: 2, service: "college-learn" })
    assert.equal(answer.status, 201)
    const { case: found } = opened.parse(answer.body)
    assert.deepEqual(
      {
        ...found,
        reference: "",
        references: [],
        version: 0,
        openedAt: "",
        clocks: found.clocks.map(({ name }) => name),
      },
      {
        reference: "",
        references: [],
        kind: "incident",
        state: "new",
        priority: 2,
        subject: plainContact.subject,
        owner: null,
        version: 0,
        openedAt: "",
        clocks: ["respond", "restore", "first-reply", "review"],
      },
    )
    assert.deepEqual(found.references, [found.reference])
    assert.match(found.reference, /^INC-2026-\d{6}$/)
  })

  test("comes by every channel, from somebody with or without an address", async () => {
    for (const channel of ["phone", "email", "web", "letter"]) await sam.open({ channel })
    for (const from of [{ phone: "0800 692 1122" }, { name: "Ann Other" }, { email: "ann@force.example" }]) {
      await sam.open({ channel: "phone", from })
    }
  })

  test("gets the priority of the highest condition that its answers meet, and 4 to 1 when it is given", async () => {
    const { body } = await sam.ask("GET", "/charter")
    for (const { level, id } of conditionsOf(body)) {
      const found = await sam.open({ answers: { [id]: true } })
      assert.equal(found.priority, level, id)
    }
    const ids = conditionsOf(body)
    const all = Object.fromEntries(ids.map(({ id }) => [id, true]))
    assert.equal((await sam.open({ answers: all })).priority, 1, "the highest that matches wins")
    assert.equal((await sam.open({ answers: Object.fromEntries(ids.map(({ id }) => [id, false])) })).priority, null)
    for (const priority of [1, 2, 3, 4]) assert.equal((await sam.open({ priority })).priority, priority)
  })

  test("with anything wrong in it is 400, and names the field", async () => {
    for (const [field, wrong] of wrongContacts) {
      const found = await sam.refused(400, "POST", "/contacts", { ...plainContact, ...wrong })
      assert.ok(fieldsOf(found).includes(field), `${JSON.stringify(wrong)}: ${JSON.stringify(found)}`)
    }
    for (const field of ["channel", "from", "subject", "body"]) {
      const found = await sam.refused(400, "POST", "/contacts", { ...plainContact, [field]: undefined })
      assert.ok(fieldsOf(found).includes(field), field)
    }
  })

  test("of another kind than incident is refused in words until that kind exists", async () => {
    for (const kind of ["problem", "enquiry", "request", "complaint", "change", "release", "foi"]) {
      const { detail } = await sam.refused(422, "POST", "/contacts", { ...plainContact, kind })
      assert.match(detail ?? "", /incident/)
    }
    const { reference } = await sam.open({ kind: "incident" })
    await sam.refused(422, "POST", `/cases/${reference}/classification`, { kind: "problem" })
    await sam.refused(422, "POST", `/cases/${reference}/classification`, { kind: "problem", priority: 1 })
  })
})

const wrongContacts: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["channel", { channel: "fax" }],
  ["channel", { channel: ["email"] }],
  ["from.email", { from: { email: "nobody" } }],
  ["from.email", { from: { email: "a@force.example, b@force.example" } }],
  ["from.email", { from: { email: '"a@evil.example x"@force.example' } }],
  ["from.email", { from: { email: "a@force.example\r\nBcc: b@evil.example" } }],
  ["from.role", { from: { name: "Sam", role: "administrator" } }],
  ["subject", { subject: "" }],
  ["subject", { subject: " \n " }],
  ["subject", { subject: 1 }],
  ["subject", { subject: "x".repeat(100_000) }],
  ["body", { body: "" }],
  ["body", { body: { text: "x" } }],
  ["priority", { priority: "1" }],
  ["priority", { priority: 0 }],
  ["priority", { priority: 5 }],
  ["priority", { priority: 1.5 }],
  ["priority", { priority: null }],
  ["kind", { kind: 7 }],
  ["kind", { kind: "nonsense" }],
  ["service", { service: "another" }],
  ["answers", { answers: [] }],
  ["answers.total-loss", { answers: { "total-loss": "true" } }],
  ["answers.nonsense", { answers: { nonsense: true } }],
  ["receivedAt", { receivedAt: "yesterday" }],
  ["receivedAt", { receivedAt: 1_774_600_000 }],
  ["receivedAt", { receivedAt: "2026-02-30T09:00Z" }],
  ["receivedAt", { receivedAt: "2027-01-01T09:00Z" }],
  ["slaDue", { slaDue: "2030-01-01T00:00Z" }],
  ["isInternal", { isInternal: true }],
  ["version", { version: 1 }],
]

function fieldsOf({ fields = [] }: { readonly fields?: readonly { readonly field: string }[] | undefined }): string[] {
  return fields.map(({ field }) => field)
}

function conditionsOf(charter: unknown): { level: number; id: string }[] {
  const found = charter as { priorities: { level: number; conditions: { id: string }[] }[] }
  return found.priorities.flatMap(({ level, conditions }) => conditions.map(({ id }) => ({ level, id })))
}

describe("a verb", () => {
  test("with anything wrong in it is 400, and the case is as it was", async () => {
    const { reference, version } = await sam.open()
    for (const [noun, body, field] of wrongVerbs) {
      const found = await sam.refused(400, "POST", `/cases/${reference}/${noun}`, body)
      if (field !== "") assert.ok(fieldsOf(found).includes(field), `${noun} ${JSON.stringify(found)}`)
    }
    assert.equal((await sam.read(reference)).version, version)
  })

  test("that the state does not allow is 422, in words", async () => {
    const { reference } = await sam.open()
    const no = async (noun: string, body: unknown) => {
      const { detail } = await sam.refused(422, "POST", `/cases/${reference}/${noun}`, body)
      assert.match(detail ?? "", new RegExp(`${reference} is `))
    }
    await no("resumption", {})
    await no("closure", {})
    await no("reopening", { reason: "No." })
    await sam.act(reference, "hold", { for: "customer" })
    await no("hold", { for: "supplier" })
    await sam.act(reference, "resolution", { outcome: "duplicate", body: "See the other." })
    await no("resolution", { outcome: "fixed", body: "Again." })
    await no("hold", { for: "customer" })
  })

  test("that carries a version which a move or a message has overtaken is 409, with what changed", async () => {
    const { reference, version } = await sam.open()
    const first = await sam.act(reference, "classification", { priority: 3, version })
    assert.ok(first.version > version)
    const stale = await sam.refused(409, "POST", `/cases/${reference}/resolution`, {
      outcome: "fixed",
      body: "It works again.",
      version,
    })
    assert.match(JSON.stringify(stale), /priority 3/)
    assert.equal((await sam.read(reference)).state, first.state)
    await sam.act(reference, "resolution", { outcome: "fixed", body: "It works again.", version: first.version })
  })

  test("goes to a colleague by address, to a team, or to me", async () => {
    const added = await place.run(
      ["staff", "add", "--name", "Priya Nair", "--email", "priya@college.example", "--role", "engineer"],
      "a long walk to the sea 47\n",
    )
    assert.equal(added.code, 0, added.err)
    const { reference } = await sam.open()
    assert.equal(
      (await sam.act(reference, "assignment", { to: "priya@college.example" })).owner,
      "priya@college.example",
    )
    assert.notEqual((await sam.act(reference, "assignment", { to: "me" })).owner, "priya@college.example")
    await sam.refused(400, "POST", `/cases/${reference}/assignment`, { to: "nobody@college.example" })
  })

  test("adds to a timeline whose words are content, for everyone or for staff alone", async () => {
    const { reference } = await sam.open()
    await sam.act(reference, "note", { body: "Between us." })
    const { timeline } = await sam.act(reference, "reply", { body: "We are looking." })
    assert.deepEqual(
      timeline.map(({ seq }) => seq),
      timeline.map(({ seq }) => seq).toSorted((one, other) => one - other),
    )
    const said = (words: string) => timeline.find(({ content }) => content?.some(({ text }) => text === words))
    assert.equal(said("Between us.")?.audience, "staff")
    assert.equal(said("We are looking.")?.audience, "all")
    assert.equal(said(plainContact.body)?.seq, 1)
    assert.equal(said("Between us.")?.by, "The administrator")
  })
})

const wrongVerbs: readonly (readonly [string, unknown, string])[] = [
  ["classification", {}, "priority"],
  ["classification", { priority: 9 }, "priority"],
  ["classification", { priority: 1, state: "closed" }, "state"],
  ["assignment", {}, "to"],
  ["assignment", { to: 1 }, "to"],
  ["reply", {}, "body"],
  ["reply", { body: "" }, "body"],
  ["reply", { body: "x", to: "a@force.example\r\nBcc: b@evil.example" }, "to"],
  ["note", { body: "x", audience: "all" }, "audience"],
  ["hold", {}, "for"],
  ["hold", { for: "lunch" }, "for"],
  ["hold", { for: "customer", until: "soon" }, "until"],
  ["hold", { for: "customer", until: "2026-03-27T08:00Z" }, "until"],
  ["resumption", { now: true }, "now"],
  ["escalation", {}, "reason"],
  ["escalation", { reason: "x", to: "nobody" }, "to"],
  ["resolution", { outcome: "fixed" }, "body"],
  ["resolution", { outcome: "done", body: "x" }, "outcome"],
  ["reopening", { reason: "" }, "reason"],
  ["closure", { version: "1" }, "version"],
  ["note", { body: "x", version: 0 }, "version"],
  ["note", [], ""],
  ["note", "{", ""],
]
