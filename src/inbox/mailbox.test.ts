import assert from "node:assert/strict"
import { test } from "node:test"
import { processorTime } from "../../test/support/machine.ts"
import { recipientsIn, senderFrom, usableAddress } from "./mailbox.ts"

function address(value: string): string | null {
  const sender = senderFrom([value])
  return "mailbox" in sender ? sender.mailbox.address : null
}

function name(value: string): string | null {
  const sender = senderFrom([value])
  return "mailbox" in sender ? sender.mailbox.name : null
}

const usable: [header: string, address: string, name: string][] = [
  ["pat@force.example", "pat@force.example", ""],
  ["<pat@force.example>", "pat@force.example", ""],
  ["< pat@force.example >", "pat@force.example", ""],
  ["Pat Jones <pat@force.example>", "pat@force.example", "Pat Jones"],
  ['"Jones, Pat" <pat@force.example>', "pat@force.example", "Jones, Pat"],
  ["Pat J. Jones <Pat.Jones@FORCE.Example>", "Pat.Jones@force.example", "Pat J. Jones"],
  ["pat@force.example (Pat Jones)", "pat@force.example", "Pat Jones"],
  ["=?utf-8?q?P=C3=A1t_Jones?= <pat@force.example>", "pat@force.example", "Pát Jones"],
  ["=?iso-8859-1?Q?B=FCrling,=20Andreas?= <pat@force.example>", "pat@force.example", "Bürling, Andreas"],
  ["Pát <pat@force.example>", "pat@force.example", "Pát"],
  ['"pat@force.example" <pat@force.example>', "pat@force.example", ""],
  ["pat@localhost", "pat@localhost", ""],
  ["Pat <pat@bücher.example>", "pat@xn--bcher-kva.example", "Pat"],
  ["Pat <o'neil+tag=1@force.example>", "o'neil+tag=1@force.example", "Pat"],
]

for (const [header, expected, shown] of usable) {
  test(`a From of ${header} is usable`, () => {
    assert.equal(address(header), expected)
    assert.equal(name(header), shown)
  })
}

const unusable = [
  "",
  "Pat",
  "<>",
  '"Pat" <>',
  "Pat pat@force.example",
  "pat@force.example, sam@force.example",
  "pat@force.example; sam@force.example",
  "Team: pat@force.example;",
  "undisclosed-recipients:;",
  "<pat@force.example> <sam@force.example>",
  "<pat@force.example> Pat",
  '"a@evil.example x"@college.police.uk',
  '"pat"@force.example',
  'pat."x"@force.example',
  "pat@force.example(a (nested) comment)",
  "pat@force.example (a (nested) comment)",
  "pat(comment)@force.example",
  "pat@(comment)force.example",
  "pat@force.example (chief@college.police.uk)",
  "pat@force.example (one) (two)",
  "pat@for\t ce.example",
  "<pat@for ce.example>",
  "pat @ force.example",
  "<@relay.example:pat@force.example>",
  "pat@force@example",
  "pat@[127.0.0.1]",
  "pat@127.0.0.1",
  "pat@0x7f.1",
  "pat@.example",
  "pat@force..example",
  "pat@force.example.",
  ".pat@force.example",
  "pat.@force.example",
  "pa..t@force.example",
  "pat@force_example.test",
  "pat＠force.example",
  "pat@ｆorce.example",
  "pat@force。example",
  "pa\u200bt@force.example",
  "pat@force.example\u0000",
  "pat@-force.example",
  '"chief@college.police.uk" <stranger@elsewhere.example>',
  "chief@college.police.uk <stranger@elsewhere.example>",
  "=?utf-8?q?chief=40college=2Epolice=2Euk?= <stranger@elsewhere.example>",
  "chief＠college.police.uk <stranger@elsewhere.example>",
  "=?utf-8?q?chief=40college=2Epolice=2Euk_=3Cx=3E?=",
  `${"a".repeat(65)}@force.example`,
  `pat@${"a".repeat(64)}.example`,
  `pat@${"a.".repeat(130)}example`,
  `${"Pat ".repeat(600)}<pat@force.example>`,
  '"Pat <pat@force.example>',
  "Pat\\ <pat@force.example",
]

for (const header of unusable) {
  test(`A24: a From of ${JSON.stringify(header.slice(0, 60))} is not usable`, () => {
    const sender = senderFrom([header])
    assert.ok("problem" in sender)
    assert.match(sender.problem, /^(has|shows) /)
  })
}

test("no From and two that differ are not usable; one that a relay doubled is", () => {
  assert.deepEqual(senderFrom([]), { problem: "has no From" })
  assert.deepEqual(senderFrom(["a@b.example", "c@d.example"]), { problem: "has more than one From" })
  assert.ok("mailbox" in senderFrom(["a@b.example", "a@b.example"]))
})

test("A09: a name keeps no control characters, shows what would turn its direction, and is bounded", () => {
  assert.equal(name('"Pat\u202eselrahC" <pat@force.example>'), "Pat[U+202E]selrahC")
  assert.equal(name("=?utf-8?q?a=0D=0ABcc:_x=00y?= <pat@force.example>"), "a Bcc: x y")
  assert.ok(
    (name(`=?utf-8?b?${Buffer.from("x".repeat(350)).toString("base64")}?= <pat@force.example>`) ?? "").length <= 200,
  )
})

test("an address has one canonical spelling", () => {
  assert.equal(usableAddress("Pat@FORCE.example"), "Pat@force.example")
  assert.equal(usableAddress("pat"), null)
  assert.equal(usableAddress("@force.example"), null)
})

test("A27: 50,000 recipients give the first 200, in no time", () => {
  const spent = processorTime()
  const many = Array.from({ length: 50_000 }, (_, index) => `u${index}@x.example`).join(", ")
  assert.equal(recipientsIn([many], 200).length, 200)
  assert.ok(spent() < 1000)
})
