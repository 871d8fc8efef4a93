import assert from "node:assert/strict"
import { test } from "node:test"
import { type Answer, answerIn, relayError } from "./answer.ts"

const said = (command: string, response: string, code = "EENVELOPE") =>
  answerIn({ code, command, response, responseCode: Number.parseInt(response, 10) }, command === "DATA")

test("what a relay says to the sender, the recipient or the message decides about the message", () => {
  const table: [string, string, Answer["is"]][] = [
    ["RCPT TO", "550 5.1.1 <jo@force.example> unknown", "refused"],
    ["MAIL FROM", "553 5.1.8 sender", "refused"],
    ["DATA", "554 5.6.0 content", "refused"],
    ["DATA", "552 5.3.4 too big", "refused"],
    ["RCPT TO", "450 4.2.1 greylisted", "deferred"],
    ["RCPT TO", "452 4.5.3 too many", "deferred"],
    ["DATA", "451 4.3.0 later", "deferred"],
    ["RCPT TO", "503 5.5.1 out of order", "deferred"],
    ["MAIL FROM", "530 5.7.0 sign in first", "deferred"],
  ]
  for (const [command, response, is] of table) assert.equal(said(command, response).is, is, response)
})

test("what it says before that is about us or about itself", () => {
  for (const command of ["CONN", "EHLO", "AUTH PLAIN", "STARTTLS"]) {
    assert.equal(said(command, "554 5.7.1 no", "EPROTOCOL").is, "deferred")
  }
  assert.deepEqual(said("AUTH PLAIN", "535 5.7.8 wrong", "EAUTH"), {
    is: "deferred",
    trouble: "not-signed-in",
    code: "535 5.7.8",
    mayHaveArrived: false,
  })
})

test("only the codes are kept of its words", () => {
  const codes: [string, string][] = [
    ["550 5.1.1 <jo@force.example> unknown", "550 5.1.1"],
    ["550-5.1.1 many\n550 lines", "550 5.1.1"],
    ["550 jo@force.example", "550"],
    ["550 5.1.1jo@force.example", "550"],
    ["550 5.1234.1 x", "550"],
  ]
  for (const [response, code] of codes) assert.deepEqual(said("RCPT TO", response), { is: "refused", code })
})

test("F30 an end without an answer may have come after the message had arrived", () => {
  const cut = { code: "ECONNECTION", command: "CONN" }
  assert.deepEqual(answerIn(cut, true), { is: "deferred", trouble: "dropped", code: "", mayHaveArrived: true })
  assert.deepEqual(answerIn(cut, false), { is: "deferred", trouble: "unreachable", code: "", mayHaveArrived: false })
})

test("a message over the limit that the relay announced is refused without being sent", () => {
  assert.deepEqual(answerIn({ code: "EMESSAGE", command: "MAIL FROM" }, false), { is: "refused", code: "552 5.3.4" })
})

test("an error of any shape is an answer", () => {
  for (const error of [new Error("x"), { code: 5, responseCode: "550" }, {}]) {
    assert.equal(answerIn(relayError.parse(error), false).is, "deferred")
  }
})
