// While a subject is being typed, likely duplicates are offered under it. Asked for when the typing pauses; the last question counts.

const pauseMilliseconds = 400
const fewestCharacters = 6

export function offerDuplicates(place) {
  const form = place.closest("form")
  const subject = form?.querySelector("#subject")
  if (!subject) return
  let pause
  let asked = 0
  const ask = async () => {
    const mine = ++asked
    const typed = subject.value.trim().slice(0, 300)
    const email = form.querySelector("#email")?.value.trim() ?? ""
    const query = new URLSearchParams({ subject: typed, ...(email === "" ? {} : { email }) })
    const found = typed.length < fewestCharacters ? "" : await pieceAt(`${place.dataset.duplicates}?${query}`)
    if (mine === asked) place.replaceChildren(...new DOMParser().parseFromString(found, "text/html").body.childNodes)
  }
  subject.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(ask, pauseMilliseconds)
  })
}

// An offer that cannot be made is none: whoever types must not be disturbed by it.
async function pieceAt(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, redirect: "error" })
    return answer.ok ? await answer.text() : ""
  } catch {
    return ""
  }
}
