// What somebody is offered, such as the record of whoever calls them, on whatever page they have open: asked for again when the stream
// says that it changed. It is announced once and takes nobody's focus.

import { announce } from "./announce.js"
import { replacePart } from "./lists.js"

let isMissed = false
let asked = 0

export function startOffers() {
  document.addEventListener("charter:offers", renew)
  document.addEventListener("visibilitychange", () => {
    if (isMissed) void renew()
  })
}

async function renew() {
  isMissed = document.hidden
  const place = document.getElementById("desk-offers")
  if (isMissed || place === null) return
  const mine = ++asked
  const fresh = await offersAt(place.dataset.offersSrc)
  // The last question counts.
  if (fresh === undefined || mine !== asked) return
  const before = new Set(offersIn(place).map(hrefOf))
  replacePart(place, fresh)
  for (const each of offersIn(place)) if (!before.has(hrefOf(each))) announce(each.textContent.trim())
}

function offersIn(part) {
  return [...part.querySelectorAll("[data-offer]")]
}

function hrefOf(offer) {
  return offer.dataset.offer
}

// What cannot be had now stands on the next page.
async function offersAt(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html", "charter-unattended": "1" }, redirect: "error" })
    if (!answer.ok) return undefined
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("desk-offers") ?? undefined
  } catch {
    return undefined
  }
}
