// A real browser for journeys: opened once a test file, with a check of accessibility that looks at every width we promise.

import axe from "axe-core"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { unpackedChromium } from "./chromium.ts"
import { until } from "./until.ts"

export type { Browser, BrowserContext, Page }

/** The narrowest and a usual screen, in CSS pixels. */
export const widths = [320, 1280] as const

/** Opens the browser. Close it when the file is done (`after(() => browser.close())`); a context is one person. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackedChromium()
  return chromium.launch({
    executablePath,
    env: { ...definedOf(process.env), ...env },
    headless: true,
    // Not the package's own arguments: they switch off web security, and the content policy is part of what is tested.
    // Without a sandbox, because root has none; nothing but our own pages is opened, and nothing is fetched behind our back.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      // The last one counts: of Playwright's own two, this leaves out `CDPScreenshotNewSurface`, with which one screenshot in seven fails
      // in this headless shell ("Unable to capture screenshot").
      "--enable-features=SkipListAccountsWithoutGaiaCookies",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-domain-reliability",
      "--no-pings",
      "--no-default-browser-check",
      "--font-render-hinting=none",
    ],
  })
}

/**
 * What is wrong with the page for people who cannot see it, point at it or widen it, at each width: axe's findings, and whether the page
 * scrolls sideways. Nothing is an empty list. The page must run scripts, because axe is one.
 */
export async function violations(page: Page, at: readonly number[] = widths): Promise<string[]> {
  // The same page is met again and again on a journey: what was found clean once is clean.
  const looks = `${at} ${page.url().split("?")[0]} ${(await page.content()).replace(/ (nonce|value)="[^"]*"/g, "")}`
  if (clean.has(looks)) return []
  const found = await violationsAt(page, at)
  if (found.length === 0) clean.add(looks)
  return found
}

/** The same where whoever reads has colours of their own, which the system forces on every page. */
export async function violationsInForcedColours(page: Page, at: readonly number[] = widths): Promise<string[]> {
  await page.emulateMedia({ forcedColors: "active" })
  const found = await violationsAt(page, at)
  await page.emulateMedia({ forcedColors: "none" })
  return found.map((finding) => `forced colours: ${finding}`)
}

const clean = new Set<string>()

async function violationsAt(page: Page, at: readonly number[]): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const width of at) {
    await page.setViewportSize({ width, height: 900 })
    found.push(...(await findings(page)).map((finding) => `${width} px: ${finding}`))
  }
  if (before !== null) await page.setViewportSize(before)
  return found
}

// A page that is being exchanged is marked as busy, and is not what anybody will read: nothing is said of it.
// What was found in order need not be described: that is two fifths of the time.
const findingsIn = `(async () => {
  const root = document.documentElement
  let isBusy = root.hasAttribute("aria-busy")
  const watch = new MutationObserver(() => { isBusy = true })
  watch.observe(root, { attributeFilter: ["aria-busy"] })
  const { violations } = await axe.run(document, { resultTypes: ["violations"] })
  isBusy ||= watch.takeRecords().length > 0
  watch.disconnect()
  if (isBusy) return null
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ": " + help + " at " + target))
})()`

async function findings(page: Page): Promise<string[]> {
  // It stays as long as the document does, which is longer than one page of ours where parts are exchanged.
  if (await page.evaluate<boolean>("window.axe === undefined")) await page.evaluate(axe.source)
  const named: string[] = []
  await until(async () => {
    const found = await page.evaluate<string[] | null>(findingsIn)
    named.push(...(found ?? []))
    return found !== null
  })
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  )
  return overflow > 0 ? [...named, `the page is ${overflow} px wider than the screen`] : named
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
