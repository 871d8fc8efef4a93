// Follow a case, or follow it no more.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { follow, unfollow } from "../../writing/index.ts"
import { paths, routes } from "../paths.ts"
import { loadCase } from "./load.ts"

const given = z.strictObject({ follow: z.enum(["yes", "no"], "Choose whether to follow the case") })

export const followingPage: Page = { method: "POST", path: routes.following, audience: "follow", answer: followed }

async function followed(request: PageRequest): Promise<PageAnswer> {
  const { caseId, reference, state } = await loadCase(request)
  const { personId } = actorOf(request)
  if (personId === null) throw new NotFound()
  const isWanted = fieldsFrom(given, request.form).follow === "yes"
  if (isWanted) await follow(request.db, { caseId, personId, version: state.version }, request.at)
  else await unfollow(request.db, caseId, personId)
  const flash = isWanted
    ? `You follow ${reference}: it is on your list when it changes.`
    : `You follow ${reference} no more.`
  return { redirect: paths.case(reference), flash }
}
