// The one rule of focus: whoever asked for something stands at the beginning of it, and what changes by itself moves nobody.

/**
 * After a page or a part that a person asked for has come: what went wrong, what was done, the field to begin with, or the heading.
 * Whoever was quicker and stands in it already stays there.
 */
export function settleFocus(part) {
  const here = document.activeElement
  if (here !== null && here !== document.body && part.contains(here)) return
  const first =
    part.querySelector(".govuk-error-summary, .govuk-notification-banner[role=alert]") ??
    part.querySelector("[autofocus]") ??
    part.querySelector("h1")
  if (first !== null) focusOn(first)
}

/** Puts the focus on anything, also on what is no stop of Tab. */
export function focusOn(element) {
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) {
    element.setAttribute("tabindex", "-1")
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true })
  }
  element.focus()
}

/** Whether keys that are pressed now are somebody's words. */
export function isTyping(element) {
  if (element === null) return false
  if (element.isContentEditable || element.matches("textarea, select")) return true
  return element.matches("input") && !element.matches("[type=checkbox], [type=radio], [type=button], [type=submit], [type=range]")
}
