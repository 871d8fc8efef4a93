// What makes the desk quicker where scripts run: parts of pages come alone, what changes is shown, keys do what buttons do. Each page
// works without: these only add to what is there.

import { config } from "@hotwired/turbo"
import { announce } from "./announce.js"
import { startChanges } from "./changes.js"
import { startComponents } from "./components.js"
import { offerDuplicates } from "./duplicates.js"
import { wouldLose } from "./edited.js"
import { keepFresh } from "./floor.js"
import { settleFocus } from "./focus.js"
import { startKeys } from "./keys.js"
import { startLive } from "./live.js"
import { startOffers } from "./offers.js"
import { makeRoom, markChosen, startRows } from "./rows.js"
import { startSelectAll } from "./select-all.js"
import "./writing.js"

// A page is a page of its own unless it says otherwise: within the part of a case (`turbo-frame`), and where `data-turbo` is true.
config.drive.enabled = false

startComponents()
makeRoom()
startRows()
startSelectAll()
startLive()
startOffers()
startKeys()
markChosen()
startChanges()
startPlaces(document)

document.addEventListener("turbo:frame-load", ({ target }) => {
  document.querySelector(".charter-workspace--alone")?.classList.remove("charter-workspace--alone")
  startComponents(target)
  startPlaces(target)
  markChosen()
  settleFocus(target)
})

// Another body is another page. It is told of a part that has come, too, and of this page itself, where the browser has seen to it.
let { body } = document
document.addEventListener("turbo:load", () => {
  if (document.body !== body) arrived()
  body = document.body
})

function arrived() {
  startComponents(document.body)
  makeRoom()
  startPlaces(document)
  markChosen()
  settleFocus(document.body)
  announce(document.title)
}

// A form that is refused comes back as a part of its page: its title says so too.
document.addEventListener("turbo:frame-render", async ({ detail: { fetchResponse } }) => {
  if (fetchResponse.succeeded) return
  const { title } = new DOMParser().parseFromString(await fetchResponse.responseHTML, "text/html")
  if (title !== "") document.title = title
})

// The answer is a page of its own (signed out, an error, the charter): shown as one, at the place in it that was asked for. A part
// knows its address only without that place.
let followed = ""
document.addEventListener("turbo:click", ({ detail: { url } }) => {
  followed = url
})
document.addEventListener("turbo:frame-missing", (event) => {
  event.preventDefault()
  const { response, visit } = event.detail
  const isPlace = followed.startsWith(`${response.url}#`) && event.target.src === response.url
  if (isPlace) location.assign(followed)
  else void visit(response)
})

// What somebody has written is not left without a question.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-row], .charter-case a[href]") : null
    const part = document.getElementById("case")
    if (link === null || part === null || link.hasAttribute("download") || !wouldLose(part)) return
    if (!window.confirm("You have written something that is not sent. Leave it?")) event.preventDefault()
  },
  { capture: true },
)

// What somebody has opened, stands at, or a component has set up, stays when the part around it is renewed.
document.addEventListener("turbo:before-morph-attribute", (event) => {
  const { attributeName } = event.detail
  const isOpen = attributeName === "open" && event.target.matches("details")
  const isStoodAt = attributeName === "tabindex" && event.target === document.activeElement
  if (isOpen || isStoodAt || /^data-.*-init$/.test(attributeName)) event.preventDefault()
})

function startPlaces(part) {
  for (const place of part.querySelectorAll("[data-duplicates]")) offerDuplicates(place)
  for (const board of part.querySelectorAll("#floor[data-fresh]")) keepFresh(board)
}
