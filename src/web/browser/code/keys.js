// Keys: each is an action by the name that a page gives to its own elements (`data-shortcut`). Which key does what is the person's own
// affair, kept with their settings; nothing happens while they write.

import { focusOn, isTyping } from "./focus.js"
import { keysNow } from "./key-list.js"
import { openPalette, showKeys } from "./palette.js"
import { moveBy, openNext, openRow } from "./rows.js"

const doing = {
  "next-row": () => moveBy(1),
  "previous-row": () => moveBy(-1),
  open: openRow,
  next: () => (targetOf("next") === undefined ? openNext() : targetOf("next").click()),
  help: () => showKeys(),
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return
    if (isPaletteKey(event)) return act(event, openPalette)
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return
    const name = actionOf(event.key)
    if (name !== undefined) act(event, () => perform(name))
  })
}

function isPaletteKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k"
}

function act(event, work) {
  event.preventDefault()
  work()
}

function actionOf(pressed) {
  return keysNow().find(({ key }) => key === pressed.toLowerCase())?.name
}

function perform(name) {
  if (doing[name] !== undefined) return doing[name]()
  const target = targetOf(name)
  if (target === undefined) return name === "search" ? openPalette() : undefined
  target.closest("details")?.setAttribute("open", "")
  if (!target.matches("input, textarea, select")) return target.click()
  focusOn(target)
  // Words that are there already are gone on with.
  if (target.matches("textarea")) target.setSelectionRange(target.value.length, target.value.length)
}

function targetOf(name) {
  const also = { call: ', a[href="/desk/calls/new"]', search: ", main input[type=search]" }[name] ?? ""
  return document.querySelector(`[data-shortcut~="${name}"]${also}`) ?? undefined
}
