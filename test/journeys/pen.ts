// A letter that claims a case is held until a colleague has looked at it and put it there.

import assert from "node:assert/strict"
import { historyOf, referenceIn, told } from "./case-page.ts"
import type { Colleague, Place } from "./place.ts"
import { send } from "./post.ts"

export async function heldToReleased(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const who = scripts ? "One" : "Two"
  const me = await place.signedIn(adviser, scripts)
  await send(place, { from: `Jo Bell <jo.${who}@force.example>`, subject: `No sound ${who}`, text: "It is silent." })
  await me.awaits(`No sound ${who}`, "Cases")
  await me.follow(`No sound ${who}`)
  await me.sees(`No sound ${who}`)
  const reference = await referenceIn(me)
  const claim = `Please close ${reference} ${who}`
  await send(place, { from: "stranger@elsewhere.example", subject: claim, text: "It works for me now." })
  await me.follow("Letters")
  await me.awaits(claim, "Letters")
  await me.sees("Letters")
  await me.follow(claim)
  await me.sees(claim)
  await me.reads(`claims ${reference}`)
  await me.reads("It works for me now.")
  await me.push("Put it on this case")
  await told(me, `The letter is on ${reference} now.`)
  await me.sees(`No sound ${who}`)
  const history = await historyOf(me)
  assert.match(history, /From stranger@elsewhere\.example, which is not the customer’s address/)
  assert.match(history, /It works for me now\./)
  await me.follow("Letters")
  await me.sees("Letters")
  assert.equal(await me.page.getByRole("link", { name: claim }).count(), 0)
  await me.leave()
}
