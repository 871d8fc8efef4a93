// How much of a page moved by itself after it was shown, as browsers measure it (layout shift): nothing is 0.

import type { Page } from "playwright-core"

/** Counts from the beginning of each page that is opened from now on; what follows a key or a press within half a second is no shift. */
export async function watchShift(page: Page): Promise<void> {
  await page.context().addInitScript(counting)
}

/** What has moved on the page so far. */
export async function shiftOf(page: Page): Promise<number> {
  // The browser tells of a frame after it has drawn it.
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 100)))")
  return Number(await page.evaluate("globalThis.charterShift"))
}

const counting = `
  globalThis.charterShift = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.charterShift += value
  }).observe({ type: "layout-shift", buffered: true })
`
