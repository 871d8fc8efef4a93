// API tokens: made and shown once, listed with their last use, revoked.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  addOwnToken,
  forgetTokens,
  listTokens,
  revokeToken,
  roles,
  rolesWithin,
  roleTitle,
} from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { numberIn, orAgain, type Wrong } from "./asked.ts"
import { roleItems } from "./choices.ts"

const making = { path: adminPaths.newToken, audience: "manage-tokens", isSensitive: true } as const

export const tokenPages: readonly Page[] = [
  { method: "GET", path: adminPaths.tokens, audience: "manage-tokens", answer: list },
  { ...making, method: "GET", answer: async (request) => form(request) },
  { ...making, method: "POST", answer: make },
  { method: "POST", path: adminPaths.revocation(":token"), audience: "manage-tokens", answer: revoke },
]

const tokensShown = 500

const fields = z.strictObject({
  name: z.string("Enter a name").trim().min(1, "Enter a name"),
  role: z.enum(roles, "Choose what it may do"),
})

async function list({ db }: PageRequest): Promise<PageAnswer> {
  const found = await listTokens(db, tokensShown)
  const tokens = found.map((each) => ({
    ...each,
    role: roleTitle(each.role),
    isGood: each.revokedAt === null && !each.isOwnerDisabled,
    revocation: adminPaths.revocation(each.personId),
  }))
  return { view: "admin/pages/tokens.njk", model: { title: "API tokens", tokens, newPath: adminPaths.newToken } }
}

async function form(request: PageRequest, typed: Fields = {}, wrong?: Wrong): Promise<PageAnswer> {
  const offered = rolesWithin(actorOf(request))
  return {
    view: "admin/pages/token.njk",
    status: wrong?.status ?? 200,
    model: {
      title: "Make an API token",
      path: adminPaths.newToken,
      roleItems: roleItems([typed["role"] ?? []].flat(), offered),
      typed,
      faults: wrong?.faults ?? [],
    },
  }
}

async function make(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form: typed } = request
  return await orAgain(
    async () => {
      const wanted = fieldsFrom(fields, typed)
      const secret = await transaction(db, (tx) => addOwnToken(tx, actorOf(request), wanted, at))
      const what = "It travels in the header “Authorization: Bearer”, and nowhere else."
      const model = { title: "Token made", secret, what, back: { text: "API tokens", href: adminPaths.tokens } }
      return { view: "admin/pages/secret.njk", model }
    },
    (wrong) => form(request, typed, wrong),
  )
}

async function revoke(request: PageRequest): Promise<PageAnswer> {
  const personId = numberIn(request, "token")
  await transaction(request.db, (tx) => revokeToken(tx, actorOf(request), personId, request.at))
  forgetTokens(request.db)
  return { redirect: adminPaths.tokens, flash: "The token opens nothing any more." }
}
