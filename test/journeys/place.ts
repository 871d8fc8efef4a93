// Where the journeys take place: a desk as its users have it, a browser, and colleagues who may sign in.

import { type Desk, desk } from "../acceptance/desk.ts"
import { type Browser, openBrowser } from "../support/browser.ts"
import { type Person, personIn } from "./person.ts"

export type Colleague = { readonly name: string; readonly email: string }

export type Place = {
  readonly desk: Desk
  /** An address of the desk's website, wherever it listens now. */
  readonly at: (path: string) => string
  /** Somebody with a browser of their own, with scripts or without. */
  readonly person: (scripts?: boolean) => Promise<Person>
  readonly hire: (name: string, role: string) => Promise<Colleague>
  /** Goes to the queue, by way of the sign-in page if need be. */
  readonly signIn: (person: Person, colleague: Colleague) => Promise<Person>
  /** Somebody new who has signed in and looks at the queue. */
  readonly signedIn: (colleague: Colleague, scripts?: boolean) => Promise<Person>
  readonly close: () => Promise<void>
}

export const password = "copper kettle, nine herons"

/** The browser that comes as a package runs on Linux on x64 only; `CHROMIUM` names another one. */
export const skip =
  process.env["CHROMIUM"] === undefined && `${process.platform} ${process.arch}` !== "linux x64"
    ? "set CHROMIUM to a browser of this machine"
    : false

/** Both ways in which every journey has to work. */
export const ways = [
  { way: "with scripts", scripts: true },
  { way: "without scripts", scripts: false },
] as const

export async function place(now: string): Promise<Place> {
  const [started, browser] = await Promise.all([desk(now), openBrowser()])
  // Those before too: a page that is open while the desk starts anew may still ask there.
  const addresses = new Set<string>()
  const at = (path: string) => {
    const { web } = started.addresses()
    addresses.add(web)
    return `${web}${path}`
  }
  const isOurs = (address: string) => [...addresses].some((web) => address.startsWith(`${web}/`))
  const person = async (scripts = true) => personIn(await newPage(browser, scripts), { at, isOurs, scripts })
  return {
    desk: started,
    at,
    person,
    hire: (name, role) => hired(started, name, role),
    signIn,
    signedIn: async (colleague, scripts) => signIn(await person(scripts), colleague),
    close: async () => {
      await browser.close()
      await started.end()
    },
  }
}

async function newPage(browser: Browser, scripts: boolean) {
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/London",
  })
  context.setDefaultTimeout(60_000)
  return context.newPage()
}

async function hired(on: Desk, name: string, role: string): Promise<Colleague> {
  const email = `${name.toLowerCase().replace(" ", ".")}@desk.example`
  const { code, err } = await on.run(["staff", "add", "--name", name, "--email", email, "--role", role], password)
  if (code !== 0) throw new Error(`${name} was not added: ${err}`)
  return { name, email }
}

// A session is over after some hours of the desk's time; the browser, which keeps its own, does not know.
async function signIn(person: Person, { email }: Colleague): Promise<Person> {
  await person.visit("/desk")
  if (person.page.url().includes("/sign-in")) {
    await person.sees("Sign in")
    await person.write("Email address", email)
    await person.write("Password", password)
    await person.press("Enter")
  }
  await person.sees("Cases")
  return person
}
