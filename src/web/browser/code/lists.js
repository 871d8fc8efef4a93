// Lists that do not jump: what is there is renewed where it stands, what is new is offered, what has gone says so.

import { morphElements } from "@hotwired/turbo"
import { announce } from "./announce.js"
import { isEdited } from "./edited.js"
import { focusOn } from "./focus.js"

/** Renews a part; what somebody has opened stays open. */
export function replacePart(part, copy) {
  morphElements(part, copy)
}

/** `data-live-list` names what the list is of, one and many: "case,cases". Its items have `data-item` and an id. */
export function mergeList(part, copy) {
  const [here, there] = [itemsIn(part), itemsIn(copy)]
  if (here.size === 0) return replacePart(part, copy)
  for (const [id, item] of here) {
    const fresh = there.get(id)
    if (fresh !== undefined) renewItem(item, fresh)
  }
  markGone(here, there)
  const added = [...there.keys()].filter((id) => !here.has(id))
  offer(part, copy, added)
}

function itemsIn(part) {
  return new Map([...part.querySelectorAll("[data-item]")].map((item) => [item.id, item]))
}

function renewItem(item, fresh) {
  // Somebody has ticked or typed something in it.
  if (isEdited(item)) return
  // Where the reader is stays marked; the copy knows nothing of it.
  fresh.classList.toggle("charter-row--chosen", item.classList.contains("charter-row--chosen"))
  morphElements(item, fresh)
}

// Whatever stands behind the last that is still there may only have been pushed to the next page.
function markGone(here, there) {
  const ids = [...here.keys()]
  const last = ids.findLastIndex((id) => there.has(id))
  for (const id of ids.slice(0, last)) {
    const item = here.get(id)
    if (there.has(id) || item.classList.contains("charter-row--gone")) continue
    item.classList.add("charter-row--gone")
    const words = document.createElement("span")
    words.className = "charter-row__gone"
    words.textContent = "No longer in this list"
    item.append(words)
  }
}

function offer(part, copy, added) {
  const place = part.querySelector("[data-offers]")
  if (place === null) return
  place.replaceChildren()
  if (added.length === 0) return
  const [one, many] = part.dataset.liveList.split(",")
  const what = `${added.length} new ${added.length === 1 ? one : many}`
  const button = document.createElement("button")
  button.type = "button"
  button.className = "charter-offer"
  button.textContent = `Show ${what}`
  button.addEventListener("click", () => show(part, copy, added, what))
  place.append(button)
  announce(`${what}.`)
}

function show(part, copy, added, what) {
  const place = copy.querySelector("[data-offers]")
  place?.replaceChildren()
  replacePart(part, copy)
  const first = document.getElementById(added[0])
  if (first !== null) focusOn(first.querySelector("[data-row]") ?? first.querySelector("h3") ?? first)
  announce(`${what} shown.`)
}
