// Answers that may help, asked for while somebody types their question: they appear below it, and a polite sentence says how many.
// Without scripts the next page has them.

const pauseMilliseconds = 400

/** Watches the field that says where to ask. What is typed goes nowhere but to our own server, and is not kept. */
export function startSuggestions() {
  const field = document.querySelector("[data-suggest]")
  const place = document.querySelector("[data-suggestions]")
  if (field instanceof HTMLInputElement && place instanceof HTMLElement) watch(field, place)
}

function watch(field, place) {
  let asked = ""
  let timer
  field.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => look(), pauseMilliseconds)
  })

  async function look() {
    const typed = field.value.trim()
    if (typed === asked) return
    asked = typed
    const found = await answersTo(field.dataset.suggest, typed)
    // Whoever has typed on meanwhile is asked for again.
    if (found !== undefined && typed === field.value.trim()) place.innerHTML = found
  }
}

// The server's own markup, in which everything that people wrote is escaped. Where it cannot be had, nothing changes.
async function answersTo(path, typed) {
  try {
    const answer = await fetch(`${path}?q=${encodeURIComponent(typed.slice(0, 300))}`)
    return answer.ok ? await answer.text() : undefined
  } catch {
    return undefined
  }
}
