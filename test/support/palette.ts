// How soon the command palette is there: from the key to its first choices on the screen, by the browser's own clock.

import type { Page } from "playwright-core"

export async function paletteMs(page: Page): Promise<number> {
  return Number(await page.evaluate(opening))
}

// A text, because it runs in the browser.
const opening = `(async () => {
  const began = performance.now()
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true, cancelable: true }))
  while (document.querySelector("dialog[open] [role=option]") === null) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - began
})()`
