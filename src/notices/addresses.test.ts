import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { describe, test } from "node:test"
import fc from "fast-check"
import {
  followTokenFor,
  isOwnAddress,
  messageIdFor,
  messageIdVerifies,
  noticeOfMessageId,
  replyAddressFor,
  verifiedFollowToken,
  verifiedMessageId,
  verifiedReplyAddress,
} from "./addresses.ts"

const key = randomBytes(32)
const desk = "desk@charter.example"
const domain = "charter.example"
const caseIds = fc.integer({ min: 1, max: 2 ** 40 })
const noticeIds = fc.integer({ min: 1, max: 100000 })
const addresses = fc.emailAddress()

describe("the reply address", () => {
  test("leads back to its case when the address that it was issued to writes to it", () => {
    fc.assert(
      fc.property(caseIds, addresses, (caseId, address) => {
        const reply = replyAddressFor(key, desk, caseId, address)
        assert.deepEqual(verifiedReplyAddress(key, desk, reply, address), { caseId })
      }),
    )
  })

  test("survives systems that write addresses in capitals, on either side", () => {
    const reply = replyAddressFor(key, desk, 123, "Jo.Bloggs@Force.example")
    assert.deepEqual(verifiedReplyAddress(key, desk, reply.toUpperCase(), "jo.bloggs@FORCE.EXAMPLE"), { caseId: 123 })
  })

  test("does not verify for another sender", () => {
    fc.assert(
      fc.property(caseIds, addresses, addresses, (caseId, address, stranger) => {
        fc.pre(address.toLowerCase() !== stranger.toLowerCase())
        const reply = replyAddressFor(key, desk, caseId, address)
        assert.equal(verifiedReplyAddress(key, desk, reply, stranger), "does-not-verify")
      }),
    )
  })

  test("does not verify with one character changed, added or taken away", () => {
    fc.assert(
      fc.property(caseIds, fc.nat({ max: 38 }), fc.constantFrom(..."abcxyz234789"), (caseId, place, other) => {
        const reply = replyAddressFor(key, desk, caseId, "jo@force.example")
        const at = "desk+".length + (place % (reply.indexOf("@") - "desk+".length))
        const forgeries = [
          reply.slice(0, at) + other + reply.slice(at + 1),
          reply.slice(0, at) + other + reply.slice(at),
          reply.slice(0, at) + reply.slice(at + 1),
        ]
        for (const forged of forgeries.filter((each) => each !== reply)) {
          assert.equal(verifiedReplyAddress(key, desk, forged, "jo@force.example"), "does-not-verify")
        }
      }),
    )
  })

  test("A13 a plus address with a case's reference is a claim that does not verify", () => {
    for (const candidate of [
      "desk+INC-2026-000001@charter.example",
      "desk+1@charter.example",
      "desk+@charter.example",
    ]) {
      assert.equal(verifiedReplyAddress(key, desk, candidate, "jo@force.example"), "does-not-verify")
    }
  })

  test("is not ours without our local part or our domain", () => {
    const reply = replyAddressFor(key, desk, 1, "jo@force.example")
    const token = reply.slice("desk+".length, reply.indexOf("@"))
    for (const candidate of [
      desk,
      `${token}@${domain}`,
      `desk+${token}@other.example`,
      `xdesk+${token}@${domain}`,
      "",
      "@",
    ]) {
      assert.equal(verifiedReplyAddress(key, desk, candidate, "jo@force.example"), "not-ours")
    }
  })

  test("of another desk's key does not verify", () => {
    const reply = replyAddressFor(randomBytes(32), desk, 1, "jo@force.example")
    assert.equal(verifiedReplyAddress(key, desk, reply, "jo@force.example"), "does-not-verify")
  })

  test("tells a Kelvin sign from a k", () => {
    const reply = replyAddressFor(key, desk, 1, "jack@force.example")
    assert.equal(verifiedReplyAddress(key, desk, reply, "jac\u212a@force.example"), "does-not-verify")
  })

  test("fits into the 64 characters of a local part for a desk's name of 20 characters and 36 million cases", () => {
    const reply = replyAddressFor(key, `${"d".repeat(20)}@${domain}`, 36_000_000, "jo@force.example")
    assert.ok(reply.indexOf("@") <= 64)
  })

  test("never throws, whatever stands in the header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (candidate, from) => {
        assert.equal(verifiedReplyAddress(key, desk, candidate, from), "not-ours")
        assert.equal(typeof verifiedReplyAddress(key, desk, `desk+${candidate}@${domain}`, from), "string")
        assert.equal(verifiedFollowToken(key, candidate), undefined)
        assert.equal(noticeOfMessageId(domain, candidate), undefined)
      }),
    )
  })
})

test("our own address is known in every form that comes back to us", () => {
  const own = [
    "desk@charter.example",
    "DESK@Charter.Example",
    " desk@charter.example",
    "desk+x@charter.example",
    replyAddressFor(key, desk, 1, "a@b"),
  ]
  const others = [
    "jo@charter.example",
    "desk@other.example",
    "desk",
    "",
    "desk@charter.example.evil",
    "xdesk@charter.example",
  ]
  assert.ok(own.every((each) => isOwnAddress(desk, each)))
  assert.ok(!others.some((each) => isOwnAddress(desk, each)))
})

describe("the Message-ID", () => {
  test("is the same at every attempt and names its notice to the address that it was sent to", () => {
    fc.assert(
      fc.property(caseIds, noticeIds, addresses, (caseId, noticeId, address) => {
        const id = messageIdFor(key, domain, caseId, noticeId, address)
        assert.equal(messageIdFor(key, domain, caseId, noticeId, address), id)
        assert.deepEqual(verifiedMessageId(key, domain, id, address), { caseId, noticeId })
        assert.deepEqual(noticeOfMessageId(domain, id), { caseId, noticeId })
        assert.equal(messageIdVerifies(key, domain, id, address), true)
        assert.equal(messageIdVerifies(key, domain, id, `x${address}`), false)
      }),
    )
  })

  test("is recognised without its angle brackets", () => {
    const id = messageIdFor(key, domain, 7, 2, "jo@force.example").slice(1, -1)
    assert.deepEqual(verifiedMessageId(key, domain, id, "jo@force.example"), { caseId: 7, noticeId: 2 })
  })

  test("A17 with a guessed hash is a claim that does not verify", () => {
    for (const local of [
      `charter.7.2.${"a".repeat(32)}`,
      "charter.7.2.",
      "charter.",
      "charter.7.2.a.b",
      "charter.07.2.x",
    ]) {
      assert.equal(verifiedMessageId(key, domain, `<${local}@${domain}>`, "jo@force.example"), "does-not-verify")
    }
  })

  test("of another system in our domain is not ours", () => {
    assert.equal(verifiedMessageId(key, domain, `<20260327.1234@${domain}>`, "jo@force.example"), "not-ours")
    assert.equal(noticeOfMessageId(domain, `<20260327.1234@${domain}>`), undefined)
  })

  test("of one notice does not verify as another's", () => {
    const forged = messageIdFor(key, domain, 7, 2, "jo@force.example").replace("charter.7.2.", "charter.7.3.")
    assert.equal(verifiedMessageId(key, domain, forged, "jo@force.example"), "does-not-verify")
  })
})

describe("the private link", () => {
  test("names its case and the instant of its issue", () => {
    fc.assert(
      fc.property(caseIds, fc.integer({ min: 1, max: 4e12 }), (caseId, issuedAt) => {
        assert.deepEqual(verifiedFollowToken(key, followTokenFor(key, caseId, issuedAt)), { caseId, issuedAt })
      }),
    )
  })

  test("A39 does not open with any character changed, nor with another case's number or a later instant", () => {
    const token = followTokenFor(key, 123, 1774629000000)
    for (let place = 0; place < token.length; place++) {
      for (const other of "a7-%") {
        const forged = token.slice(0, place) + other + token.slice(place + 1)
        if (forged !== token) assert.equal(verifiedFollowToken(key, forged), undefined, forged)
      }
    }
  })

  test("A38 has one way to be written", () => {
    const token = followTokenFor(key, 123, 1774629000000)
    for (const other of [`0${token}`, ` ${token}`, `${token} `, token.toUpperCase(), `${token}-`, `-${token}`]) {
      assert.equal(verifiedFollowToken(key, other), undefined)
    }
  })

  test("a token of one use does not pass for another's", () => {
    const mac = replyAddressFor(key, desk, 123, "1774629000000").slice("desk+".length + 2, -`@${domain}`.length)
    const follow = followTokenFor(key, 123, 1774629000000)
    assert.equal(verifiedFollowToken(key, follow.slice(0, -32) + mac), undefined)
  })
})
