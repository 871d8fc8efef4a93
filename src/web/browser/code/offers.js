// What somebody is offered, such as the record of whoever calls them, on whatever page they have open: asked for again when the stream
// says that it changed. It is announced once, takes nobody's focus and covers nobody's either; "Not now" puts it away.

import { announce } from "./announce.js"
import { replacePart } from "./lists.js"

const root = document.documentElement
const place = () => document.getElementById("desk-offers")
let isMissed = false
let asked = 0
// Where somebody was before they came to what they are offered.
let stoodOn = null

export function startOffers() {
  document.addEventListener("charter:offers", renew)
  document.addEventListener("visibilitychange", () => {
    if (isMissed) void renew()
  })
  document.addEventListener("focusin", ({ target }) => {
    const here = place()
    if (here === null || here.contains(target)) return
    stoodOn = target
    // The browser scrolls first to what gets the focus; at the top of a page there may be nowhere to scroll to.
    requestAnimationFrame(() => keepFocusClear(here))
  })
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-put-away]")) void putAway(event)
  })
  document.addEventListener("scroll", standUnderHeader, { passive: true })
}

async function renew() {
  isMissed = document.hidden
  const here = place()
  if (isMissed || here === null) return
  const mine = ++asked
  const fresh = await offersAt(here.dataset.offersSrc)
  // The last question counts.
  if (fresh === undefined || mine !== asked) return
  const before = new Set(offersIn(here).map(nameOf))
  const wasHere = here.contains(document.activeElement)
  replacePart(here, fresh)
  for (const each of offersIn(here)) if (!before.has(nameOf(each))) announce(each.querySelector("a").textContent.trim())
  if (wasHere && !here.contains(document.activeElement)) stoodOn?.focus({ preventScroll: true })
  keepFocusClear(here)
}

function offersIn(part) {
  return [...part.querySelectorAll("[data-offer]")]
}

function nameOf(offer) {
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

// Whatever somebody has typed on the page stays: the page is not left for this.
async function putAway(event) {
  event.preventDefault()
  const body = new URLSearchParams(new FormData(event.target))
  try {
    const answer = await fetch(event.target.action, { method: "POST", body, redirect: "manual" })
    if (answer.type !== "opaqueredirect") throw new Error(`not put away: ${answer.status}`)
    await renew()
  } catch {
    announce("This could not be put away. Try again.")
  }
}

// The page stays where it is: if something is to move, it is the offer.
function keepFocusClear(here) {
  if (offersIn(here).length === 0) delete root.dataset.called
  else if (coversFocus(here)) {
    if (root.dataset.called === "above") delete root.dataset.called
    // Also if what has the focus is as tall as the screen: whoever writes there writes at its lower end most often.
    if (coversFocus(here)) root.dataset.called = "above"
    standUnderHeader()
  }
}

function coversFocus(here) {
  const focused = document.activeElement
  if (focused === null || focused === document.body || here.contains(focused)) return false
  const other = focused.getBoundingClientRect()
  return offersIn(here).some((each) => {
    const one = each.getBoundingClientRect()
    return one.top < other.bottom && other.top < one.bottom && one.left < other.right && other.left < one.right
  })
}

function standUnderHeader() {
  if (root.dataset.called !== "above") return
  const under = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0
  root.style.setProperty("--charter-called-top", `${Math.max(0, under)}px`)
}
