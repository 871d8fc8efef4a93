import assert from "node:assert/strict"
import { after, describe, test } from "node:test"
import type { Page } from "playwright-core"
import { z } from "zod"
import { skip } from "../journeys/place.ts"
import { openBrowser } from "../support/browser.ts"
import { smaller } from "./smaller.ts"

const style =
  "body { margin: 0; font: 20px sans-serif } h1 { background: #1d70b8; color: white } p { background: #f3f3f3 }"

describe("a picture with a palette", { skip }, async () => {
  if (skip) return
  const browser = await openBrowser()
  after(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 500, height: 300 } })

  const taken = async (body: string) => {
    await page.setContent(`<style>${style}</style>${body}`)
    const before = await page.screenshot()
    const small = smaller(before)
    return { before, small, difference: await largestDifference(page, before, small) }
  }

  test("of a page is smaller and looks the same", async () => {
    const { before, small, difference } = await taken("<h1>Cases</h1><p>The next deadline first.</p>")
    assert.ok(small.length < before.length * 0.6, `${small.length} of ${before.length} bytes`)
    assert.ok(difference < 8, `${difference} of 255`)
  })

  test("of more colours than a palette holds has others that are near", async () => {
    const colours = "linear-gradient(to right, #0000, #00f), linear-gradient(#f00, #0f0)"
    const { difference } = await taken(`<div style="height: 300px; background: ${colours}"></div>`)
    assert.ok(difference > 0 && difference < 100, `${difference} of 255`)
  })
})

// By the browser's own reading of both, in the channel that differs most.
async function largestDifference(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const addresses = [one, other].map((png) => `data:image/png;base64,${png.toString("base64")}`)
  return z.number().parse(
    await page.evaluate(`(async () => {
      const read = async (address) => {
        const image = await createImageBitmap(await (await fetch(address)).blob())
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d")
        canvas.drawImage(image, 0, 0)
        return canvas.getImageData(0, 0, image.width, image.height).data
      }
      const [one, other] = [await read(${JSON.stringify(addresses[0])}), await read(${JSON.stringify(addresses[1])})]
      if (one.length !== other.length) return 256
      return one.reduce((largest, value, at) => Math.max(largest, Math.abs(value - other[at])), 0)
    })()`),
  )
}
