import assert from "node:assert/strict"
import { test } from "node:test"
import { continuityPath } from "../../continuity/index.ts"
import { featurePages } from "../../features.ts"
import { mailboxAdminPages } from "../../inbox/index.ts"
import { adminPages } from "../index.ts"
import { adminPlaces } from "./home.ts"

test("every link of administration leads to a page that there is", () => {
  const secretKey = Buffer.alloc(32, 7)
  const pages = [
    ...featurePages({ filesUrl: undefined, secretKey }),
    ...adminPages({ secretKey, reach: "public", canMail: false }),
    ...mailboxAdminPages({ secretKey }),
  ]
  const shown = new Set([...pages.filter(({ method }) => method === "GET").map(({ path }) => path), continuityPath])
  const places = adminPlaces.flatMap((group) => group.places)
  assert.deepEqual(
    places.map(({ href }) => href.split("?")[0] ?? "").filter((path) => !shown.has(path)),
    [],
  )
})
