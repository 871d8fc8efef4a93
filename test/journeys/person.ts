// A person at a browser who uses the keyboard alone. Every page that they stop at is looked at by axe too, and nothing may run or be fetched behind their back.

import assert from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import type { Locator } from "playwright-core"
import { type Page, violations } from "../support/browser.ts"

export type Person = {
  readonly page: Page
  /** Goes to a path of the desk, as by a bookmark. */
  readonly visit: (path: string) => Promise<void>
  /** Stops at a page: its heading is this one, it has no barrier, and nothing went astray on the way. */
  readonly sees: (heading: string | RegExp) => Promise<void>
  /** These words stand somewhere in the page's content. */
  readonly reads: (words: string | RegExp) => Promise<void>
  /** Reloads the page until these words stand on it: what a job does takes its seconds. */
  /** On the page of that heading, which is loaded again until it says the words. */
  readonly awaits: (words: string | RegExp, heading: string | RegExp) => Promise<void>
  readonly press: (key: string) => Promise<void>
  readonly type: (text: string) => Promise<void>
  /** Moves with Tab to what is meant. */
  readonly reach: (target: Locator) => Promise<void>
  /** Moves to a field by its label, and types in place of what is there. */
  readonly write: (label: string, text: string) => Promise<void>
  /** The same, as from the clipboard: for words that nobody types. */
  readonly paste: (label: string, text: string) => Promise<void>
  /** A field by its label. */
  readonly field: (label: string) => Locator
  /** Moves to a radio button or a checkbox by its label, and chooses it. */
  readonly choose: (label: string | RegExp, within?: Locator) => Promise<void>
  readonly follow: (link: string | RegExp) => Promise<void>
  /** Follows a link that saves a file. */
  readonly saves: (link: string | RegExp) => Promise<{ readonly name: string; readonly content: Buffer }>
  readonly push: (button: string | RegExp) => Promise<void>
  /** Opens what is folded away under these words. */
  readonly unfold: (words: string | RegExp) => Promise<Locator>
  /** How many keys were pressed so far; what needs the shift key counts twice. */
  readonly keys: () => number
  readonly leave: () => Promise<void>
}

type Surroundings = {
  readonly at: (path: string) => string
  readonly isOurs: (address: string) => boolean
  readonly scripts: boolean
}

/** More stops of Tab than any page has. */
const stopsLimit = 200
const waitLimitMs = 90_000

export function personIn(page: Page, { at, isOurs, scripts }: Surroundings): Person {
  let keys = 0
  const astray = watched(page, isOurs)
  const main = page.getByRole("main")
  const press = async (key: string) => {
    keys += key.split("+").length
    await page.keyboard.press(key)
  }
  const type = async (text: string) => {
    keys += text.length + text.replace(/[^A-Z!"£$%^&*()_+{}:@~<>?|¬]/g, "").length
    await page.keyboard.type(text)
  }
  const reach = async (target: Locator) => {
    await target.first().waitFor()
    if (await skipLeadsTo(page, target)) {
      await press("Tab")
      // Where a part has come meanwhile, the focus stands at its beginning, and this was a step into it.
      if ((await page.locator(".govuk-skip-link:focus").count()) > 0) await press("Enter")
    }
    const isThere = await focusOn(target)
    for (let stops = 0; !(await isThere()); stops++) {
      assert.ok(stops < stopsLimit, `Tab does not lead to ${target} on ${page.url()}`)
      await press("Tab")
    }
  }
  const field = (label: string) => main.getByLabel(label, { exact: true })
  const clear = async (label: string) => {
    await reach(field(label))
    if ((await field(label).inputValue()) !== "") await press("Control+a")
  }
  const follow = async (link: string | RegExp) => {
    await reach(page.getByRole("link", { name: link, exact: typeof link === "string" }))
    await press("Enter")
  }
  return {
    page,
    press,
    type,
    reach,
    visit: async (path) => void (await page.goto(at(path))),
    sees: async (heading) => {
      await sawHeading(page, heading)
      assert.deepEqual(scripts ? await violations(page) : [], [], `${page.url()} has barriers`)
      assert.deepEqual(astray.splice(0), [], `on the way to ${page.url()} something went astray`)
    },
    reads: (words) => main.getByText(words).filter({ visible: true }).first().waitFor(),
    awaits: async (words, heading) => {
      // A page that has not come yet would be given up for the one before.
      await sawHeading(page, heading)
      const deadline = performance.now() + waitLimitMs
      while ((await main.getByText(words).count()) === 0) {
        assert.ok(performance.now() < deadline, `waited in vain for ${words} on ${page.url()}`)
        await sleep(200)
        await page.reload()
      }
    },
    field,
    write: async (label, text) => {
      await clear(label)
      await type(text)
    },
    paste: async (label, text) => {
      await clear(label)
      await page.keyboard.insertText(text)
    },
    choose: async (label, within = main) => {
      const named = { name: label, exact: typeof label === "string" }
      const target = within.getByRole("radio", named).or(within.getByRole("checkbox", named))
      await choose(page, { press, reach }, target)
    },
    follow,
    saves: async (link) => {
      const [download] = await Promise.all([page.waitForEvent("download"), follow(link)])
      const stream = await download.createReadStream()
      return { name: download.suggestedFilename(), content: Buffer.concat(await Array.fromAsync(stream)) }
    },
    push: async (button) => {
      await reach(page.getByRole("button", { name: button, exact: typeof button === "string" }))
      await press("Enter")
    },
    unfold: async (words) => {
      const folded = main.locator("details", { has: page.locator("summary", { hasText: words }) })
      await reach(folded.locator("summary"))
      await press("Enter")
      return folded
    },
    keys: () => keys,
    leave: () => page.context().close(),
  }
}

// On a page that has just come the first stop of Tab is the link past what every page has.
async function skipLeadsTo(page: Page, target: Locator): Promise<boolean> {
  if ((await page.locator(":focus").count()) > 0) return false
  const skip = page.locator(".govuk-skip-link")
  const place = (await skip.count()) === 0 ? null : await skip.getAttribute("href")
  return place !== null && (await target.and(page.locator(`${place} *`)).count()) > 0
}

async function sawHeading(page: Page, heading: string | RegExp): Promise<void> {
  const found = page.getByRole("heading", { level: 1, name: heading, exact: typeof heading === "string" })
  try {
    await found.waitFor()
  } catch {
    const words = await page.locator("body").innerText()
    assert.fail(`no heading ${heading} on ${page.url()}; it says:\n${words.slice(0, 3000)}`)
  }
}

// Looking an element up by its role reads the whole page: that is done once, and again when the page took it away meanwhile.
async function focusOn(target: Locator): Promise<() => Promise<boolean>> {
  let meant = await target.elementHandles()
  const look = () => target.page().evaluate(focusIn, meant)
  return async () => {
    let found = await look()
    while (found === "gone") {
      meant = await target.elementHandles()
      found = await look()
    }
    return found === "there"
  }
}

declare const document: { readonly activeElement: unknown }

// Runs in the browser.
function focusIn(meant: readonly { readonly isConnected: boolean }[]): "there" | "elsewhere" | "gone" {
  if (meant.length === 0 || meant.some((each) => !each.isConnected)) return "gone"
  return meant.some((each) => each === document.activeElement) ? "there" : "elsewhere"
}

// A group of radio buttons is one stop of Tab; within it the arrows move.
async function choose(page: Page, { press, reach }: Pick<Person, "press" | "reach">, target: Locator): Promise<void> {
  if ((await target.getAttribute("type")) !== "radio") await reach(target)
  else {
    await reach(page.locator(`input[type=radio][name="${await target.getAttribute("name")}"]`))
    const isThere = await focusOn(target)
    for (let stops = 0; !(await isThere()); stops++) {
      assert.ok(stops < stopsLimit, `the arrows do not lead to ${target} on ${page.url()}`)
      await press("ArrowDown")
    }
  }
  if (!(await target.isChecked())) await press("Space")
}

// What a refused page and axe's own question to a sealed frame leave in the console. Everything else there is a fault.
const expectedWords = /the server responded with a status of 4\d\d|^Failed to execute 'postMessage' on 'DOMWindow'/

// Nothing may break, ask, be blocked by the content policy, or be fetched from anybody else.
function watched(page: Page, isOurs: (address: string) => boolean): string[] {
  const astray: string[] = []
  page.on("pageerror", (error) => astray.push(`threw ${error.message}`))
  page.on("dialog", (dialog) => {
    astray.push(`asked ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("console", (message) => {
    const isFault = message.type() === "error" || message.type() === "warning"
    // A page that is open while the desk starts anew asks for changes in vain, and comes back by itself.
    const isAway = isOurs(message.location().url) && /net::ERR_/.test(message.text())
    if (isFault && !isAway && !expectedWords.test(message.text())) astray.push(message.text())
  })
  page.on("request", (request) => {
    if (!isOurs(request.url()) && !/^(data|about):/.test(request.url())) astray.push(`fetched ${request.url()}`)
  })
  return astray
}
