// Going through a list with keys, and which of its rows is open beside it.

import { visit } from "@hotwired/turbo"

const wide = window.matchMedia("(min-width: 64em)")

function rows() {
  return [...document.querySelectorAll("a[data-row]")].filter((link) => link.offsetParent !== null)
}

export function moveBy(step) {
  const all = rows()
  if (all.length === 0) return
  const here = all.findIndex((link) => link.closest("[data-item]")?.contains(document.activeElement))
  const chosen = all.findIndex((link) => link.closest(".charter-row--chosen") !== null)
  const from = here === -1 ? chosen : here
  const next = from === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, from + step))
  all[next].focus()
  all[next].closest("[data-item]")?.scrollIntoView({ block: "nearest" })
}

export function openRow() {
  const focused = document.activeElement?.closest("[data-item]")?.querySelector("a[data-row]")
  ;(focused ?? rows()[0])?.click()
}

/** The case after the one that is open; the first where none of the list is. */
export function openNext() {
  const all = rows()
  const chosen = all.findIndex((link) => link.closest(".charter-row--chosen") !== null)
  const next = all.slice(chosen + 1).find((link) => link.closest(".charter-row--gone") === null)
  if (next !== undefined) next.click()
  else if (location.pathname !== "/desk/cases") visit(listBehind())
}

// The list that the case was opened from, which its back link knows.
function listBehind() {
  return document.querySelector("a[data-list-behind]")?.getAttribute("href") ?? "/desk/cases"
}

/** Marks the row of the case that is open. */
export function markChosen() {
  const reference = /^\/desk\/cases\/([^/?]+)/.exec(location.pathname)?.[1]
  for (const link of document.querySelectorAll("a[data-row]")) {
    const isChosen = reference !== undefined && link.pathname === `/desk/cases/${reference}`
    link.closest("[data-item]")?.classList.toggle("charter-row--chosen", isChosen)
    if (isChosen) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  }
}

/** On the queue's own page nobody needs the part of a case but a script that opens one there. */
export function makeRoom() {
  const workspace = document.querySelector(".charter-workspace--alone")
  if (workspace === null || document.getElementById("case") !== null) return
  const part = document.createElement("turbo-frame")
  part.id = "case"
  part.className = "charter-case govuk-!-text-break-word"
  part.dataset.turboAction = "advance"
  workspace.append(part)
}

/** Beside a list there is room for a case on a wide screen only; on a narrow one a row leads to a page of its own. */
export function startRows() {
  document.addEventListener(
    "click",
    ({ target }) => {
      const link = target instanceof Element ? target.closest("a[data-row]") : null
      if (link !== null) link.dataset.turboFrame = wide.matches && document.getElementById("case") !== null ? "case" : "_top"
    },
    { capture: true },
  )
}
