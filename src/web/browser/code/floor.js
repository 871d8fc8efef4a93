// The wallboard asks again by itself: each few seconds, and at once where the desk says that a case has changed.

const everyMilliseconds = 5000
const atMostEveryMilliseconds = 1000

export function keepFresh(board) {
  let askedAt = 0
  const ask = async () => {
    if (!board.isConnected) return stop()
    if (document.hidden || performance.now() - askedAt < atMostEveryMilliseconds) return
    askedAt = performance.now()
    const fresh = await boardAt(location.href)
    if (fresh) renew(board, fresh)
    document.getElementById("floor-stale")?.toggleAttribute("hidden", fresh !== undefined)
  }
  const round = setInterval(ask, everyMilliseconds)
  const stop = () => {
    clearInterval(round)
    document.removeEventListener("charter:changed", ask)
    document.removeEventListener("visibilitychange", ask)
  }
  document.addEventListener("charter:changed", ask)
  document.addEventListener("visibilitychange", ask)
}

// Whoever stands on a link of the board stays there: it comes anew while they read it.
function renew(board, fresh) {
  const stoodOn = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
  board.replaceChildren(...fresh.childNodes)
  const links = [...board.querySelectorAll("a[href]")]
  links.find((each) => each.getAttribute("href") === stoodOn)?.focus({ preventScroll: true })
}

async function boardAt(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, redirect: "error" })
    if (!answer.ok) return undefined
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("floor") ?? undefined
  } catch {
    return undefined
  }
}
