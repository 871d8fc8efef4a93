// Takes a picture of every page, wide and narrow, into docs/pictures: `npm run pictures [NAME...]`. The desk is the demonstration's on a
// Friday morning that is always the same, so that a picture differs from the one before only where its page does. Each is looked at by axe
// as well, in its own colours and in forced ones; what it finds is told at the end, and then the command fails.

import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { desk } from "./acceptance/desk.ts"
import { customerScenes } from "./pictures/customer-scenes.ts"
import { signedIn } from "./pictures/demonstration.ts"
import { familyScenes } from "./pictures/family-scenes.ts"
import type { Scene } from "./pictures/scene.ts"
import { smaller } from "./pictures/smaller.ts"
import { staffScenes } from "./pictures/staff-scenes.ts"
import { viewScenes } from "./pictures/view-scenes.ts"
import { openBrowser, violations, violationsInForcedColours, widths } from "./support/browser.ts"

const folder = join(import.meta.dirname, "../docs/pictures")
/** Enough to see how a page is built; a long one goes on in the same way. */
const limitPixels = 2600
const friday = "2026-03-27T10:40+00:00"

const wanted = process.argv.slice(2)
const isWanted = ({ name }: Scene) => wanted.length === 0 || wanted.includes(name)
const place = await desk(friday, { DEMO: "on" })
const browser = await openBrowser()
const barriers: string[] = []
let looked = 0
mkdirSync(folder, { recursive: true })
try {
  const at = (path: string) => `${place.addresses().web}${path}`
  const shows = async (page: Page, scenes: readonly Scene[]) => {
    for (const scene of scenes) {
      // Even where no picture is wanted: a scene may go on from the one before.
      await scene.goes(page, at)
      if (isWanted(scene)) await taken(page, scene.name)
    }
  }
  await shows(await newPage(), customerScenes)
  await shows(await signedIn(await newPage(), place), [...staffScenes, ...viewScenes, ...familyScenes])
} finally {
  await browser.close()
  await place.end()
}
process.stdout.write([...barriers, `${looked} pages, ${barriers.length} barriers found`, ""].join("\n"))
process.exitCode = barriers.length === 0 ? 0 : 1

// A person of their own, so that a colleague who signs in is not the customer.
async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/London" })
  return context.newPage()
}

async function taken(page: Page, name: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    const height = await page.evaluate<number>("document.documentElement.scrollHeight")
    const clip = { x: 0, y: 0, width, height: Math.min(height, limitPixels) }
    const picture = await page.screenshot({ fullPage: true, clip, animations: "disabled", caret: "hide" })
    writeFileSync(join(folder, `${name}-${width}.png`), smaller(picture))
  }
  const found = [...(await violations(page)), ...(await violationsInForcedColours(page))]
  looked += 1
  barriers.push(...found.map((finding) => `${name}: ${finding}`))
}
