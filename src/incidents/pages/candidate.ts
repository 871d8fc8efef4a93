// A candidate for a major incident: its cases become children of one of them, in one step.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { candidateMembers, referenceNamed, standingCandidate } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { repeatable } from "../../database/index.ts"
import { Invalid, NotFound, Refused } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { adoptCandidate } from "../adopt.ts"
import { paths, routes } from "../paths.ts"
import { shownCandidate } from "./candidate-view.ts"
import { claimOf, hiddenFields, newFormNumber, readFields, text } from "./form.ts"
import { contentIn } from "./load.ts"
import { visibleLine } from "./visible.ts"

const shownLimit = 20
const given = z.strictObject({
  once: hiddenFields.once,
  parent: text("Enter the reference of the parent", 40),
})

export const candidatePages: Page[] = [
  { method: "GET", path: routes.candidate, audience: "lead", answer: (request) => shown(request) },
  { method: "POST", path: routes.candidate, audience: "lead", answer: adopted },
]

async function adopted(request: PageRequest): Promise<PageAnswer> {
  try {
    const changed = await repeatable(() => asked(request))
    return {
      redirect: paths.verb(changed.reference, "children"),
      flash: `They are becoming children of ${changed.reference}.`,
    }
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Refused)) throw error
    const { once: _used, ...typed } = request.form
    return await shown(request, typed, error)
  }
}

async function asked(request: PageRequest) {
  const { db, at, form } = request
  const actor = actorOf(request)
  const { parent } = readFields(given, form)
  const reference = await referenceNamed(db, actor, parent)
  const candidateId = numberIn(request)
  await standingCandidate(db, actor, candidateId, at)
  const rules = await currentRules(db)
  const ask = { actor, reference, rules, at, claim: claimOf(actor, `candidate ${candidateId}`, form) }
  try {
    return await adoptCandidate(db, ask, candidateId)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new Invalid([{ field: "parent", message: "There is no case with this reference that you can see" }])
  }
}

async function shown(request: PageRequest, typed?: Fields, error?: Invalid | Refused): Promise<PageAnswer> {
  const { db, at } = request
  const candidate = await standingCandidate(db, actorOf(request), numberIn(request), at)
  const members = await candidateMembers(db, {
    candidateId: candidate.candidateId,
    parent: 0,
    after: 0,
    limit: shownLimit,
  })
  return {
    view: "incidents/pages/candidate.njk",
    status: error === undefined ? 200 : error instanceof Invalid ? 400 : 422,
    model: {
      candidate: shownCandidate(candidate),
      path: paths.candidate(candidate.candidateId),
      members: members.map(({ reference, subject }) => ({
        reference,
        href: paths.case(reference),
        subject: subject === null ? null : visibleLine(subject, 140),
      })),
      typed: typed ?? { parent: candidate.first ?? "" },
      refusal: error instanceof Refused ? error.message : null,
      faults: error instanceof Invalid ? error.fields : [],
      once: newFormNumber(),
    },
  }
}

function numberIn({ params }: PageRequest): number {
  const found = contentIn(params["candidate"])
  if (found === undefined) throw new NotFound()
  return found
}
