// What is shown is asked for again when it has changed. A part says so itself: `data-live` has the number of its case, or "any".
// Nothing moves by itself: what is new in a list is offered, and a form that somebody writes in stays as it is.

import { announce } from "./announce.js"
import { isEdited } from "./edited.js"
import { focusOn } from "./focus.js"
import { mergeList, replacePart } from "./lists.js"

const urgentMs = 60
const slowMs = 3000
/** Asking costs the desk what it costs here: at most a twentieth of the time. */
const share = 20
const failedMs = 5000

const plans = new Map()

export function startLive() {
  document.addEventListener("charter:changed", ({ detail }) => changed(detail))
  document.addEventListener("charter:signed-out", () => signedOut())
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) for (const [address, plan] of plans) if (plan.isMissed) plan.wait(address, urgentMs)
  })
}

function changed({ cases, position }) {
  const wanted = new Map()
  for (const part of document.querySelectorAll("[data-live]")) {
    const how = concern(part, cases)
    if (how === undefined) continue
    const address = addressOf(part)
    wanted.set(address, Math.min(wanted.get(address) ?? slowMs, how === "urgent" ? urgentMs : slowMs))
  }
  for (const [address, withinMs] of wanted) planFor(address).ask(address, withinMs, position)
}

// What is on the screen is wanted at once; what may have come into a list, when it has its turn.
function concern(part, cases) {
  const { live } = part.dataset
  if (cases === "many") return live === "any" ? "slow" : "urgent"
  if (live !== "any") return cases.includes(Number(live)) ? "urgent" : undefined
  return cases.some((number) => part.querySelector(`[data-case="${number}"]`) !== null) ? "urgent" : "slow"
}

function addressOf(part) {
  return part.dataset.liveSrc ?? location.pathname + location.search
}

function planFor(address) {
  if (!plans.has(address)) plans.set(address, newPlan())
  return plans.get(address)
}

function newPlan() {
  let timer
  let dueAt = Number.POSITIVE_INFINITY
  let readyAt = 0
  let position
  const plan = { isMissed: false, ask, wait }
  return plan

  function ask(address, withinMs, seen) {
    position = seen ?? position
    const isUrgent = withinMs === urgentMs
    wait(address, isUrgent ? withinMs * Math.random() : Math.max(withinMs, readyAt - performance.now()) * (1 + Math.random()))
  }

  function wait(address, ms) {
    if (document.hidden) {
      plan.isMissed = true
      return
    }
    const at = performance.now() + ms
    if (at >= dueAt) return
    clearTimeout(timer)
    dueAt = at
    timer = setTimeout(() => now(address), ms)
  }

  async function now(address) {
    dueAt = Number.POSITIVE_INFINITY
    plan.isMissed = false
    const began = performance.now()
    try {
      await askAgain(address, position)
      readyAt = performance.now() + (performance.now() - began) * share
    } catch {
      wait(address, failedMs * (1 + Math.random()))
    }
  }
}

async function askAgain(address, position) {
  const answer = await fetch(address, {
    headers: { "charter-unattended": "1", "turbo-frame": "live", ...(position ? { "charter-position": position } : {}) },
  })
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return signedOut()
  // Somebody else's case by now, or nobody's: the page as it is says more than an error would.
  if (answer.status >= 500) throw new Error(`asked again, answered ${answer.status}`)
  if (!answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const part of document.querySelectorAll("[data-live]")) {
    const copy = part.id === "" ? null : fresh.getElementById(part.id)
    if (copy !== null && addressOf(part) === address) renew(part, copy)
  }
}

function renew(part, copy) {
  if (part.dataset.liveList !== undefined) mergeList(part, copy)
  else if (isEdited(part)) keep(part)
  else {
    if (part.dataset.liveSays !== undefined && part.textContent.replace(/\s+/g, " ") !== copy.textContent.replace(/\s+/g, " "))
      announce(part.dataset.liveSays)
    replacePart(part, copy)
  }
}

function keep(part) {
  const place = part.querySelector("[data-kept]")
  const sentence = "This case has changed while you write. Your words are kept."
  if (place === null || place.textContent === sentence) return
  place.textContent = sentence
  announce(sentence)
}

// Whoever stands at this screen may not be the person who was signed in: nothing stays on it but what that person was writing.
function signedOut() {
  const main = document.getElementById("main-content")
  if (main === null || main.dataset.signedOut !== undefined) return
  main.dataset.signedOut = ""
  const words = [...main.querySelectorAll("textarea:not([readonly])")].map((box) => box.value).filter((value) => value.trim() !== "")
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close()
  for (const part of document.querySelectorAll("#desk-offers, .moj-primary-navigation, .charter-header__person")) part.remove()
  document.querySelector(".govuk-skip-link")?.setAttribute("href", "#main-content")
  document.title = "You have been signed out"
  main.replaceChildren(...goodbye(words))
  announce("You have been signed out. Sign in again to go on.")
  focusOn(main.querySelector("h1"))
}

function goodbye(words) {
  const made = (tag, className, ...inside) => {
    const element = document.createElement(tag)
    element.className = className
    element.append(...inside)
    return element
  }
  const link = made("a", "govuk-link", "Sign in again")
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`
  const typed = words.map((value) => {
    const box = made("textarea", "govuk-textarea")
    Object.assign(box, { readOnly: true, rows: 6, value, ariaLabel: "What you typed" })
    return box
  })
  return [
    made("h1", "govuk-heading-l", "You have been signed out"),
    made("p", "govuk-body", link, " to go on."),
    ...(typed.length === 0 ? [] : [made("h2", "govuk-heading-m", "What you typed"), made("p", "govuk-body", "Copy what you want to keep."), ...typed]),
  ]
}
