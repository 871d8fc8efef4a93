// One stream of changes for the whole browser: one tab holds it and tells the others. HTTP/1.1 allows a browser six connections, and a
// colleague has more tabs than that. What came is told to this page as the events
// `charter:changed` and `charter:offers`.

const name = "charter-changes"
const retryMs = 3000
const retryLimitMs = 60_000

const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : undefined
let mark = ""

export function startChanges() {
  channel?.addEventListener("message", ({ data }) => tell(data))
  // Without a secure context there are no locks: then each tab has a stream of its own.
  if (navigator.locks === undefined) void streaming()
  else void navigator.locks.request(name, streaming)
}

function tell(news) {
  if (news.mark) mark = news.mark
  const what = news.isOver ? "signed-out" : news.isOffers ? "offers" : "changed"
  document.dispatchEvent(new CustomEvent(`charter:${what}`, { detail: news }))
}

function tellAll(news) {
  tell(news)
  channel?.postMessage(news)
}

// Ends where the person is signed out; whoever signs in next opens a page, and that page asks for the lock again.
function streaming() {
  return new Promise((over) => open(over, 0))
}

function open(over, failures) {
  const source = new EventSource(mark === "" ? "/desk/changes" : `/desk/changes?after=${encodeURIComponent(mark)}`)
  let isOpen = false
  source.addEventListener("listening", () => {
    isOpen = true
  })
  source.addEventListener("case-changed", ({ data, lastEventId }) => tellAll({ ...JSON.parse(data), mark: lastEventId }))
  source.addEventListener("offers-changed", ({ lastEventId }) => tellAll({ isOffers: true, mark: lastEventId }))
  source.addEventListener("signed-out", () => {
    source.close()
    tellAll({ isOver: true })
    over()
  })
  // Told to go elsewhere, or refused. The browser comes back by itself only where the connection was lost.
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return
    const times = isOpen ? 0 : failures + 1
    setTimeout(() => open(over, times), Math.min(retryLimitMs, retryMs * 2 ** times) * (0.5 + Math.random()))
  })
}
