import assert from "node:assert/strict"
import { test } from "node:test"
import { continuityPath } from "../../continuity/index.ts"
import { featureNavigation, featurePages } from "../../features.ts"
import { mailboxAdminPages } from "../../inbox/index.ts"
import { type Role, system } from "../../people/index.ts"
import { navigationFor } from "../../web/navigation.ts"
import { adminPages } from "../index.ts"
import { adminPlaces } from "./home.ts"

test("every link of administration leads to a page that there is", () => {
  const secretKey = Buffer.alloc(32, 7)
  const pages = [
    ...featurePages({ filesUrl: undefined, secretKey }),
    ...adminPages({ secretKey, reach: "public", canMail: false }),
    ...mailboxAdminPages({ secretKey }),
  ]
  const shown = new Set([
    ...pages.filter(({ method }) => method === "GET").map(({ path }) => path),
    continuityPath,
    "/desk/database",
  ])
  const places = adminPlaces.flatMap((group) => group.places)
  assert.deepEqual(
    places.map(({ href }) => href.split("?")[0] ?? "").filter((path) => !shown.has(path)),
    [],
  )
})

test("whatever stands under Administration in the bar stands on its page, for the same right", () => {
  const places = new Map<string, string>(
    adminPlaces.flatMap((group) => group.places.map(({ href, right }) => [href.split("?")[0] ?? "", right] as const)),
  )
  const within = featureNavigation.find(({ text }) => text === "Administration")?.leadsTo ?? []
  assert.ok(within.length > 5)
  for (const { text, href, audience } of within) assert.equal(places.get(href), audience, text)
})

test("the bar has what is done each day, and no more than three rows of it on a narrow screen", () => {
  const words = (role: Role) =>
    navigationFor(featureNavigation, { ...system, role }, "/desk/cases").map(({ text }) => text)
  assert.deepEqual(words("administrator"), [
    "Cases",
    "Log a call",
    "For you",
    "Floor",
    "Calls",
    "Letters",
    "Mailbox",
    "Administration",
  ])
  assert.deepEqual(words("board-member"), ["Cases", "For you"])
  assert.ok(words("adviser").length <= 8)
})
