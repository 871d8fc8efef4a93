// A real browser for journeys: opened once a test file, with a check of accessibility that looks at every width we promise.

import { AxeBuilder } from "@axe-core/playwright"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { unpackedChromium } from "./chromium.ts"

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

async function findings(page: Page): Promise<string[]> {
  // Legacy mode runs axe in the page itself, which suffices without frames; the other opens a page of its own for each answer.
  // What it found in order need not be described: that is two fifths of its time.
  const results = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze()
  const named = results.violations.flatMap((each) =>
    each.nodes.map((node) => `${each.id}: ${each.help} at ${node.target}`),
  )
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
