// The command palette: go to, search, act, by typing what one wants. What can be done is what the page itself offers; cases are asked for.

import { announce } from "./announce.js"
import { keysNow } from "./key-list.js"

const askMs = 120
const choicesLimit = 12
const actions = ".charter-case [data-shortcut], .charter-case a.govuk-button, .charter-case button.govuk-button"
const places = ".moj-primary-navigation__link, .moj-sub-navigation__link, a.charter-header__link, [data-offer] a"

export function openPalette() {
  const dialog = shownDialog("Go to, search or do")
  const input = element("input", {
    class: "govuk-input",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": "Go to, search or do",
    "aria-expanded": "true",
    "aria-controls": "charter-choices",
  })
  const list = element("ul", { class: "charter-choices", id: "charter-choices", role: "listbox", "aria-label": "Choices" })
  dialog.append(input, list)
  const state = { input, list, close: () => dialog.close(), choices: [], chosen: 0, asked: 0 }
  input.addEventListener("input", () => typed(state))
  input.addEventListener("keydown", (event) => pressed(state, event))
  typed(state)
  input.focus()
}

/** Which key does what. */
export function showKeys() {
  const dialog = shownDialog("Keys")
  const heading = element("h2", { class: "govuk-heading-m", tabindex: "-1" }, "Keys")
  const list = element("dl", { class: "charter-keys govuk-body" })
  for (const { key, label } of [...keysNow(), { key: "Ctrl K", label: "Go to, search or do anything" }]) {
    const name = element("dt", {})
    name.append(element("kbd", { class: "charter-key" }, key))
    list.append(name, element("dd", {}, label))
  }
  const change = element("p", { class: "govuk-body" })
  change.append(element("a", { class: "govuk-link", href: "/desk/settings" }, "Change the keys, or switch them off"))
  const close = element("button", { class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-0", type: "button" }, "Close")
  close.addEventListener("click", () => dialog.close())
  dialog.append(heading, list, change, close)
  heading.focus()
}

// The browser keeps the focus within it, closes it with Escape, and gives the focus back.
function shownDialog(label) {
  document.querySelector("dialog[open]")?.close()
  const dialog = element("dialog", { class: "charter-dialog", "aria-label": label })
  dialog.addEventListener("close", () => dialog.remove())
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close()
  })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

function typed(state) {
  const words = state.input.value.trim()
  draw(state, [...local(words), ...searching(words)])
  const asked = ++state.asked
  // A single digit is the number of a case already.
  if (words.length < 2 && !/^\d$/.test(words)) return
  setTimeout(async () => {
    if (asked !== state.asked) return
    const found = await casesFor(words).catch(() => [])
    if (asked !== state.asked) return
    draw(state, [...local(words), ...found, ...searching(words)])
    announce(`${state.choices.length} choices.`)
  }, askMs)
}

function local(words) {
  const wanted = words.toLowerCase().split(/\s+/)
  const here = [...offered(actions, "Do"), ...offered(places, "Go to"), ...elsewhere()]
  return here.filter(({ label }) => wanted.every((word) => label.toLowerCase().includes(word))).slice(0, choicesLimit)
}

// What the page offers, once each, by the words that stand on it.
function offered(selector, kind) {
  const seen = new Map()
  for (const target of document.querySelectorAll(selector)) {
    const label = labelOf(target)
    if (label !== "" && !seen.has(label)) seen.set(label, { label, kind, key: keyOf(target), go: () => use(target) })
  }
  return [...seen.values()]
}

// What stands on the page of another entry of the bar, and is gone to from anywhere all the same.
function elsewhere() {
  const all = JSON.parse(document.body.dataset.places ?? "[]")
  return all.map(({ text, href }) => ({ label: text, kind: "Go to", go: () => location.assign(href) }))
}

function labelOf(target) {
  const words = target.labels?.[0]?.textContent ?? target.dataset.label ?? target.textContent
  return words.replace(/\s+/g, " ").trim()
}

function keyOf({ dataset }) {
  return keysNow().find(({ name }) => dataset.shortcut?.split(" ").includes(name))?.key
}

function use(target) {
  target.closest("details")?.setAttribute("open", "")
  if (target.matches("input, textarea, select")) target.focus()
  else target.click()
}

function searching(words) {
  if (words === "") return []
  const address = `/desk/cases?q=${encodeURIComponent(words)}`
  return [{ label: `Search the cases for “${words}”`, kind: "Search", go: () => location.assign(address) }]
}

async function casesFor(words) {
  const answer = await fetch(`/desk/find?q=${encodeURIComponent(words)}`, { headers: { "turbo-frame": "found" } })
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return [...page.querySelectorAll("#found a")].map((link) => ({
    label: link.textContent.replace(/\s+/g, " ").trim(),
    kind: "Case",
    go: () => location.assign(link.getAttribute("href")),
  }))
}

function draw(state, choices) {
  state.choices = choices
  state.chosen = 0
  state.list.replaceChildren(
    ...choices.map((choice, index) => {
      const item = element("li", { class: "charter-choice govuk-body govuk-!-margin-bottom-0", role: "option", id: `charter-choice-${index}` })
      item.append(element("span", {}, choice.label), element("span", { class: "charter-row__quiet" }, choice.key ? `${choice.kind} · ${choice.key}` : choice.kind))
      item.addEventListener("click", () => choose(state, index))
      return item
    }),
  )
  mark(state)
}

function mark({ list, input, chosen }) {
  ;[...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)))
  const item = list.children[chosen]
  if (item === undefined) input.removeAttribute("aria-activedescendant")
  else input.setAttribute("aria-activedescendant", item.id)
  item?.scrollIntoView({ block: "nearest" })
}

function pressed(state, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined && state.choices.length > 0) {
    event.preventDefault()
    state.chosen = (state.chosen + step + state.choices.length) % state.choices.length
    mark(state)
  }
  if (event.key === "Enter") {
    event.preventDefault()
    choose(state, state.chosen)
  }
}

function choose(state, index) {
  const choice = state.choices[index]
  if (choice === undefined) return
  state.close()
  choice.go()
}

function element(name, attributes, words = "") {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.textContent = words
  return made
}
