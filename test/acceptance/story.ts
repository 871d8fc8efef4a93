// A desk with a relay, and cases that are asked for by name; their customers have an address of that name, and write when told to.

import assert from "node:assert/strict"
import { type Colleague, colleague } from "./colleague.ts"
import { type Desk, desk } from "./desk.ts"
import { type Relay, relay, sent, written } from "./letters.ts"

export type Story = {
  readonly place: Desk
  readonly post: Relay
  readonly sam: Colleague
  readonly opened: (name: string, contact: Readonly<Record<string, unknown>>) => ReturnType<Colleague["open"]>
  readonly reference: (name: string) => string
  /** The customer answers the acknowledgement of their case. */
  readonly answeredBy: (name: string) => Promise<void>
  readonly end: () => Promise<void>
}

export async function story(now: string): Promise<Story> {
  const post = await relay()
  const place = await desk(now, { SMTP_OUT_URL: post.url })
  const sam = await colleague(place)
  const named = new Map<string, string>()
  const reference = (name: string) => named.get(name) ?? assert.fail(`no case was opened as ${name}`)
  return {
    place,
    post,
    sam,
    reference,
    opened: async (name, contact) => {
      const found = await sam.open({ from: { name: "Sam Carter", email: addressOf(name) }, ...contact })
      named.set(name, found.reference)
      return found
    },
    answeredBy: async (name) => {
      const { letter } = await post.sentTo(addressOf(name), reference(name))
      const to = letter.replyTo?.[0]?.address ?? assert.fail("an acknowledgement without an address to reply to")
      const answer = { from: addressOf(name), to, subject: "Re: it", body: "It still fails." }
      const said = await sent(place.addresses().smtp, written(answer), { from: addressOf(name), to })
      assert.equal(said.code, 250, said.text)
    },
    end: async () => {
      await place.end()
      await post.close()
    },
  }
}

export function addressOf(name: string): string {
  return `${name}@force.example`
}
