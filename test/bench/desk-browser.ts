// What a browser says of the desk: how soon the palette is there, and how much moves on a page by itself.

import type { Page } from "playwright-core"
import type { Colleague } from "../acceptance/colleague.ts"
import { openBrowser } from "../support/browser.ts"
import { paletteMs } from "../support/palette.ts"
import { shiftOf, watchShift } from "../support/shift.ts"
import { median } from "./desk-streams.ts"

const pages = ["/", "/report", "/help", "/status", "/charter", "/audit", "/accessibility", "/privacy", "/cookies"]
const openings = 20

type Parts = {
  readonly web: string
  readonly email: string
  readonly password: string
  readonly omar: Colleague
}

export async function browserFigures(parts: Parts): Promise<void> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await watchShift(page)
    for (const path of pages) {
      await page.goto(`${parts.web}${path}`)
      console.log(`layout shift of ${path}: ${await shiftOf(page)}`)
    }
    await signedIn(page, parts)
    await queueShift(page, parts)
    await paletteTimes(page)
  } finally {
    await browser.close()
  }
}

async function signedIn(page: Page, { web, email, password }: Parts): Promise<void> {
  await page.goto(`${web}/sign-in`)
  await page.getByLabel("Email address").fill(email)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.waitForURL(/\/desk/)
  await page.goto(`${web}/desk/cases`)
}

async function queueShift(page: Page, { omar }: Parts): Promise<void> {
  await omar.open({ subject: "Came while somebody looked", priority: 1 })
  await page.getByRole("button", { name: "Show 1 new case" }).waitFor()
  console.log(`layout shift of the queue while a case comes: ${await shiftOf(page)}`)
}

async function paletteTimes(page: Page): Promise<void> {
  const times: number[] = []
  for (let count = 0; count < openings; count++) {
    times.push(await paletteMs(page))
    await page.keyboard.press("Escape")
  }
  console.log(
    `palette, from the key to its choices on the screen: median ${median(times).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`,
  )
}
