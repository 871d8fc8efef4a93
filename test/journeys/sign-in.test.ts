// How staff sign in and look after that, by keyboard: with a passkey of a device that Chromium simulates, with an app's codes, and
// without scripts wherever a passkey is not asked for.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { Secret, TOTP } from "otpauth"
import type { CDPSession } from "playwright-core"
import { transaction } from "../../src/database/index.ts"
import { incidentPages } from "../../src/incidents/index.ts"
import { addStaff, recordPrivileges, registerPage } from "../../src/people/index.ts"
import { openLog, webServer } from "../../src/web/index.ts"
import { type Browser, openBrowser } from "../support/browser.ts"
import { type TestDesk, testDesk } from "../support/desk.ts"
import { type Person, personIn } from "./person.ts"
import { password, skip, ways } from "./place.ts"

const now = () => Temporal.Now.instant().epochMilliseconds

describe("signing in", { skip }, () => {
  let desk: TestDesk
  let browser: Browser
  let server: ReturnType<typeof webServer>
  let origin = ""

  before(async () => {
    desk = await testDesk()
    await transaction(desk.db, (tx) => recordPrivileges(tx, now()))
    server = webServer({
      db: desk.db,
      now,
      settings: { publicUrl: () => origin },
      secretKey: Buffer.alloc(32, 7),
      log: openLog({ level: "silent" }),
      pages: [...incidentPages, registerPage],
    })
    // By its name: browsers make no passkeys for a network address.
    await server.listen({ host: "localhost", port: 0 })
    const address = server.server.address()
    origin = `http://localhost:${typeof address === "object" ? address?.port : 0}`
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await server.close()
    await desk.close()
  })

  const at = (path: string) => `${origin}${path}`

  async function somebody(scripts: boolean): Promise<Person> {
    const context = await browser.newContext({
      javaScriptEnabled: scripts,
      locale: "en-GB",
      timezoneId: "Europe/London",
    })
    context.setDefaultTimeout(20_000)
    return personIn(await context.newPage(), { at, isOurs: (address) => address.startsWith(at("/")), scripts })
  }

  async function hire(email: string, role: string): Promise<void> {
    await transaction(desk.db, (tx) => addStaff(tx, { name: "Priya Nair", email, role, password }, now()))
  }

  async function signIn(person: Person, email: string): Promise<void> {
    await person.visit("/sign-in")
    await person.sees("Sign in")
    await person.write("Email address", email)
    await person.write("Password", password)
    await person.press("Enter")
  }

  test("a passkey is registered, signs in, and is refused to a device that does not verify its user or was copied", async () => {
    await hire("passkey@desk.example", "adviser")
    const priya = await somebody(true)
    const device = await simulatedDevice(await priya.page.context().newCDPSession(priya.page))
    await signIn(priya, "passkey@desk.example")
    await priya.sees("Cases")
    await priya.follow(/Your account/)
    await priya.sees("Your account")
    await priya.follow(/Register/)
    await priya.sees("Register a passkey")
    await priya.push("Register a passkey")
    await priya.reads("Enter a name of up to 100 characters")
    await priya.write("What do you call it?", "Work laptop")
    await priya.push("Register a passkey")
    await priya.sees("Your account")
    await priya.reads(/Work laptop/)
    await device.isAsked(() => signOut(priya))
    await device.verifies(false)
    await priya.push("Sign in with a passkey")
    await priya.reads("No passkey was used.")
    await device.verifies(true)
    // Chromium's simulated device is not ready again at once.
    await priya.visit("/sign-in")
    await priya.sees("Sign in")
    await priya.push("Sign in with a passkey")
    await priya.sees("Cases")
    await signOut(priya)
    await device.goesBack()
    await priya.push("Sign in with a passkey")
    await priya.reads(/The passkey could not be checked/)
    await priya.leave()
  })

  for (const { way, scripts } of ways) {
    test(`an app is set up by its key and asked for from then on, ${way}`, async () => {
      const email = `app-${scripts}@desk.example`
      await hire(email, "administrator")
      const priya = await somebody(scripts)
      await signIn(priya, email)
      await priya.sees("Cases")
      await priya.visit("/desk/account/authenticator")
      await priya.sees("Set up an authenticator app")
      const key = (await priya.page.locator("main code").innerText()).replace(/\s/g, "")
      const app = new TOTP({ secret: Secret.fromBase32(key) })
      await priya.write("Code", "12")
      await priya.push("Set up the app")
      await priya.sees("Set up an authenticator app")
      await priya.reads(/The code is incorrect/)
      await priya.write("Code", app.generate({ timestamp: now() }))
      await priya.push("Set up the app")
      await priya.sees("Your authenticator app is set up")
      const [code = ""] = await priya.page.locator("main li code").allInnerTexts()
      await priya.push("I have kept them")
      await priya.sees("Your account")
      await priya.reads("10 left")
      await signOut(priya)
      await signIn(priya, email)
      await priya.sees("Enter your code")
      await priya.write("Code", code)
      await priya.press("Enter")
      await priya.sees("Cases")
      await priya.visit("/desk/register")
      await priya.sees("Register of roles")
      await priya.reads(/administrator privileges were held by 3 roles: .* and Administrator/)
      await priya.write("On which day?", "31/2/2026")
      await priya.push("Show the register")
      await priya.sees("Register of roles")
      await priya.reads("Enter a real date, for example 27 3 2026")
      await priya.leave()
    })
  }
})

async function signOut(person: Person): Promise<void> {
  await person.push("Sign out")
  await person.sees("Sign in")
}

/** A security device in the browser: its one passkey, whether it verifies its user, and the counter of a copy. */
async function simulatedDevice(session: CDPSession) {
  await session.send("WebAuthn.enable")
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const passkeys = async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials
  return {
    isAsked: async (work: () => Promise<void>) => {
      assert.equal((await passkeys()).length, 1)
      await work()
    },
    verifies: async (isUserVerified: boolean) =>
      void (await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })),
    goesBack: async () => {
      const [passkey] = await passkeys()
      if (passkey === undefined) throw new Error("the device holds no passkey")
      await session.send("WebAuthn.removeCredential", { authenticatorId, credentialId: passkey.credentialId })
      await session.send("WebAuthn.addCredential", { authenticatorId, credential: { ...passkey, signCount: 0 } })
    },
  }
}
