import assert from "node:assert/strict"
import { test } from "node:test"
import { networkOf } from "./network.ts"

test("an IPv4 address is its own network, mapped into IPv6 or not", () => {
  assert.equal(networkOf("192.0.2.1"), "192.0.2.1")
  assert.equal(networkOf("::ffff:192.0.2.1"), "192.0.2.1")
})

test("the addresses of one IPv6 customer are one network, however they are written", () => {
  const same = ["2001:db8:1:2::1", "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2:3::%eth0"]
  assert.deepEqual(new Set(same.map(networkOf)), new Set(["2001:db8:1:2::/64"]))
  assert.equal(networkOf("::1"), "0:0:0:0::/64")
  assert.equal(networkOf("fe80::1"), "fe80:0:0:0::/64")
})
