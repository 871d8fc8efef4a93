// Passkeys on the pages that offer them: a form that says what it wants asks the browser, and sends itself with the answer.

import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser"

const questions = { get: startAuthentication, create: startRegistration }

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!browserSupportsWebAuthn()) break
  form.hidden = false
  for (const each of document.querySelectorAll("[data-passkey-missing]")) each.hidden = true
  form.addEventListener("submit", (event) => ask(event, form))
}

async function ask(event, form) {
  const { credential } = form.elements
  if (credential.value !== "") return
  event.preventDefault()
  const problem = form.querySelector("[data-passkey-problem]")
  problem.hidden = true
  try {
    const optionsJSON = JSON.parse(form.dataset.passkeyOptions)
    credential.value = JSON.stringify(await questions[form.dataset.passkey]({ optionsJSON }))
    form.submit()
  } catch {
    // The browser has told why, or its user has changed their mind: either way nothing was sent.
    problem.hidden = false
  }
}
