// The public page about signed heads: what one is, which keys sign, and how anybody checks.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Db } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page } from "../../page.ts"
import { type HeadRow, latestHead } from "../heads-store.ts"
import { keysText } from "../keys-file.ts"
import { type ListedKey, listedKeys } from "../keys-store.ts"
import { signedHeadOf } from "../make.ts"
import { headText } from "../statement.ts"
import { auditPaths } from "./paths.ts"

const script = readFileSync(join(import.meta.dirname, "../../../docs/proof/check-inclusion.mjs"))

const about: Page = {
  method: "GET",
  path: auditPaths.about,
  audience: "public",
  answer: async ({ db }) => {
    const [head, keys] = await Promise.all([latestHead(db), listedKeys(db)])
    const model = { title: "Check our records", paths: auditPaths, head: shownHead(head), keys: keys.map(shownKey) }
    return { view: "proof/pages/audit.njk", model }
  },
}

const checker: Page = {
  method: "GET",
  path: auditPaths.script,
  audience: "public",
  answer: async () => ({ download: script, fileName: "check-inclusion.mjs" }),
}

const keysPage: Page = {
  method: "GET",
  path: auditPaths.keys,
  audience: "public",
  answer: async ({ db }) => ({ download: Buffer.from(keysText(await listedKeys(db))), fileName: "keys.json" }),
}

const headPage: Page = {
  method: "GET",
  path: auditPaths.head,
  audience: "public",
  answer: async ({ db }) => {
    const { number, text } = await signed(db)
    return { download: Buffer.from(text), fileName: `head-${number}.json` }
  },
}

export const auditPages: readonly Page[] = [about, checker, keysPage, headPage]

async function signed(db: Db): Promise<{ number: number; text: string }> {
  const head = await latestHead(db)
  if (head === undefined) throw new NotFound("No head has been signed yet.")
  return { number: head.number, text: headText(signedHeadOf(head)) }
}

function shownHead(head: HeadRow | undefined) {
  if (head === undefined) return null
  const { number, cases, root, key } = signedHeadOf(head).statement
  return { number, at: head.at, cases, root, key }
}

function shownKey({ keyId, publicKey, firstUsedAt, endorsedBy }: ListedKey) {
  return { keyId, publicKey: publicKey.toString("hex"), firstUsedAt, endorsedBy }
}
