// The one announcer: what has changed on the page is said politely, to whoever cannot see it. What comes within a moment is one sentence.

const gatherMs = 250
let gathered = []

export function announce(sentence) {
  if (gathered.length === 0) setTimeout(say, gatherMs)
  if (!gathered.includes(sentence)) gathered.push(sentence)
}

function say() {
  const region = document.getElementById("charter-announcer")
  // The same words twice are a change only if there was something else between them.
  if (region !== null) region.textContent = ""
  const sentence = gathered.join(" ")
  gathered = []
  requestAnimationFrame(() => {
    if (region !== null) region.textContent = sentence
  })
}
