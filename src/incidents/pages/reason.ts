// Asked of whoever opens a case that is neither theirs nor their team's: why. Until they have said so, they see nothing of the customer.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { findByReference } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { giveReason, readReasons } from "../../people/index.ts"
import { paths, routes } from "../paths.ts"
import { teamName } from "./load.ts"

export const reasonPages: readonly Page[] = [
  { method: "GET", path: routes.reason, audience: "see-cases", answer: (request) => shown(request) },
  { method: "POST", path: routes.reason, audience: "see-cases", answer: given },
]

type FoundCase = Awaited<ReturnType<typeof findByReference>>

const values = readReasons.map((each) => each.value)
const fields = z.strictObject({ reason: z.enum(values, "Choose why you open this case"), next: z.string().optional() })

async function given(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form, remoteAddress: remote } = request
  const found = await findCase(request)
  try {
    const { reason, next } = fieldsFrom(fields, form)
    const { reference } = found
    await giveReason(db, actorOf(request), { reference, reason, remote }, at)
    return { redirect: placeWithin(reference, next) }
  } catch (error) {
    if (error instanceof Invalid) return await shown(request, error)
    throw error
  }
}

async function shown(request: PageRequest, wrong?: Invalid): Promise<PageAnswer> {
  const { db, at, query, form } = request
  const [{ reference, state }, rules] = await Promise.all([findCase(request), currentRules(db)])
  const next = wrong === undefined ? query["next"] : form["next"]
  return {
    view: "incidents/pages/reason.njk",
    status: wrong === undefined ? 200 : 400,
    model: {
      title: `Why do you open ${reference}?`,
      team: teamName(rules.versionAt(at), state.queue),
      items: readReasons,
      path: paths.reason(reference),
      next: placeWithin(reference, typeof next === "string" ? next : undefined),
      typed: form,
      faults: wrong?.fields ?? [],
    },
  }
}

function findCase(request: PageRequest): Promise<FoundCase> {
  return findByReference(request.db, actorOf(request), request.params["reference"] ?? "")
}

// Back to where they were, if that was of this case: nobody is sent anywhere else by a link.
function placeWithin(reference: string, next: string | undefined): string {
  const home = paths.case(reference)
  return next !== undefined && !next.includes("..") && new RegExp(`^${home}(?:[/?][\\w/?=&.%+*-]{0,3000})?$`).test(next)
    ? next
    : home
}
