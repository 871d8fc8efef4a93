// While somebody writes: their words are kept as they type, files go up as they are chosen, a waiting reply counts down, and others see
// who is here. Listens on the whole page, so that parts of it may be replaced; each page works without.

const saveAfterMs = 800
const presentEveryMs = 15_000

const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? ""

const posted = (path, fields, more = {}) =>
  fetch(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams([["csrf", csrf()], ...fields]),
    ...more,
  })

// Drafts

const timers = new WeakMap()
const saving = new WeakMap()
const sending = new WeakSet()
const unsaved = new Set()

const draftFields = (form) =>
  [...new FormData(form)].filter(
    ([name, value]) => ["body", "to", "upload", "version"].includes(name) && typeof value === "string",
  )

async function save(form, more) {
  if (sending.has(form)) return
  unsaved.delete(form)
  const status = form.querySelector("[data-draft-status]")
  const stop = new AbortController()
  saving.set(form, stop)
  try {
    const answer = await posted(form.dataset.draftPath, draftFields(form), { signal: stop.signal, ...more })
    if (!answer.ok || answer.redirected) throw new Error()
    if (status) status.textContent = (await answer.text()).replace(/<[^>]*>/g, "").trim()
  } catch {
    if (stop.signal.aborted) return
    unsaved.add(form)
    if (status) status.textContent = "Not saved. Copy your words before you leave this page."
  }
}

function saveSoon(form) {
  unsaved.add(form)
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => save(form), saveAfterMs))
}

document.addEventListener("input", ({ target }) => {
  const form = target instanceof Element ? target.closest("form[data-draft-path]") : null
  if (form && target.type !== "file") saveSoon(form)
})

// Before anybody else hears of it: within a part of a page Turbo takes the event, and nobody hears of it after.
document.addEventListener(
  "submit",
  ({ target }) => {
    if (!target.matches?.("form[data-draft-path]")) return
    clearTimeout(timers.get(target))
    // What is sent is no draft any more: one that is on its way must not come after it.
    saving.get(target)?.abort()
    unsaved.delete(target)
    sending.add(target)
  },
  { capture: true },
)
// It did not go: what stands in the form is a draft again.
document.addEventListener("turbo:submit-end", ({ target, detail }) => {
  if (detail.success || !sending.delete(target)) return
  saveSoon(target)
})

addEventListener("pagehide", () => {
  for (const form of unsaved) save(form, { keepalive: true })
  beat("gone", { keepalive: true })
})
// Back from the browser's memory: the form may be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll("form[data-draft-path]")) sending.delete(form)
})

// Files

function say(box, words) {
  const status = box.querySelector("[data-files-status]")
  if (status) status.textContent = words
}

function upload(box, file) {
  const data = new FormData()
  data.append("csrf", csrf())
  data.append("files", file)
  const request = new XMLHttpRequest()
  const bar = document.createElement("progress")
  bar.max = 100
  bar.value = 0
  bar.setAttribute("aria-label", `Uploading ${file.name}`)
  box.querySelector("[data-files-list]")?.append(bar)
  say(box, `Uploading ${file.name}`)
  return new Promise((done) => {
    const end = (words) => {
      bar.remove()
      say(box, words)
      done()
    }
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total === 0 ? 0 : Math.round((100 * loaded) / total)
    })
    request.addEventListener("error", () => end(`${file.name} was not uploaded. Try again.`))
    request.addEventListener("load", () => {
      const template = document.createElement("template")
      template.innerHTML = request.responseText
      const fault = template.content.querySelector("[data-fault]")
      const item = template.content.querySelector("li:not([data-fault])")
      if (item) box.querySelector("[data-files-list]")?.append(item)
      const form = box.closest("form[data-draft-path]")
      if (item && form) saveSoon(form)
      end(item ? `${file.name} is attached` : `${file.name}: ${fault?.textContent ?? "it was not uploaded. Try again."}`)
    })
    request.open("POST", box.dataset.uploadPath)
    request.send(data)
  })
}

// One after the other, so that the page says one thing at a time.
async function uploadAll(box, files) {
  for (const file of files) await upload(box, file)
}

document.addEventListener("change", ({ target }) => {
  const box = target instanceof HTMLInputElement && target.type === "file" ? target.closest("[data-files]") : null
  if (!box || target.files.length === 0) return
  const files = [...target.files]
  // What has been uploaded does not go with the form a second time.
  target.value = ""
  uploadAll(box, files)
})

const boxUnder = ({ target, dataTransfer }) =>
  target instanceof Element && dataTransfer?.types.includes("Files")
    ? (target.closest("[data-files]") ?? target.closest("form")?.querySelector("[data-files]"))
    : null

document.addEventListener("dragover", (event) => {
  const box = boxUnder(event)
  if (!box) return
  event.preventDefault()
  box.classList.add("charter-files--over")
})
document.addEventListener("dragleave", (event) => boxUnder(event)?.classList.remove("charter-files--over"))
document.addEventListener("drop", (event) => {
  const box = boxUnder(event)
  if (!box) return
  event.preventDefault()
  box.classList.remove("charter-files--over")
  uploadAll(box, [...event.dataTransfer.files])
})

// Who is here

const isWriting = () =>
  [...document.querySelectorAll(".charter-write--reply textarea")].some(
    (box) => box === document.activeElement || box.value !== box.defaultValue,
  )

async function beat(doing, more) {
  const place = document.querySelector("[data-attendance]")
  if (!place) return
  try {
    const answer = await posted(place.dataset.attendance, [["doing", doing]], more)
    if (!answer.ok || answer.redirected || doing === "gone") return
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id)
    if (fresh !== null && fresh.textContent !== place.textContent) place.replaceWith(fresh)
  } catch {
    // Told again in a moment.
  }
}

const present = () => document.visibilityState === "visible" && beat(isWriting() ? "replying" : "viewing")
setInterval(present, presentEveryMs)
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof Element && target.matches(".charter-write--reply textarea")) beat("replying")
})

// A reply that waits

// Counted from when the page came, not by the clock of this machine, which may be wrong.
const ends = new WeakMap()
function endOf(box) {
  if (!ends.has(box)) ends.set(box, performance.now() + Number(box.dataset.goesIn))
  return ends.get(box)
}

setInterval(() => {
  for (const box of document.querySelectorAll("[data-goes-in]")) {
    const seconds = Math.ceil((endOf(box) - performance.now()) / 1000)
    const title = box.querySelector("h2")
    if (!title) continue
    if (seconds > 0 && box.querySelector("form")) title.textContent = `Your ${box.dataset.what} goes in ${seconds} ${seconds === 1 ? "second" : "seconds"}`
    // The desk looks each second: by then it has gone, unless it waits for the scanner.
    if (seconds <= -2 && unsaved.size === 0) {
      box.removeAttribute("data-goes-in")
      location.reload()
    }
  }
}, 1000)
