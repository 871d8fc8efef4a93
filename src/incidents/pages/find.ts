// A few cases by words or a reference (the case of that reference first): what the command palette asks while somebody types. A page of its own without scripts.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { caseNamed, type ListedCase, listCases } from "../../cases/index.ts"
import type { Db } from "../../database/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { paths, routes } from "../paths.ts"
import { readFields } from "./form.ts"
import { stateLabel } from "./load.ts"
import { visibleLine } from "./visible.ts"

const foundLimit = 8
const query = z.strictObject({ q: z.string().trim().max(500, "Search for 500 characters or fewer").default("") })

export const findPage: Page = {
  method: "GET",
  path: routes.find,
  audience: "see-cases",
  answer: async (request) => {
    const { q } = readFields(query, request.query)
    const found = q === "" ? [] : await casesFor(request, q)
    return { view: "incidents/pages/find.njk", model: { path: paths.find, queuePath: paths.cases, q, found } }
  },
}

async function casesFor(request: PageRequest, q: string) {
  const named = await caseNamed(request.db, actorOf(request), q)
  const searches = named === undefined ? [q] : [named.reference, q]
  const found = await request.read((reads) => Promise.all(searches.map((each) => listed(reads, request, each))))
  const once = new Map(found.flat().map((each) => [each.caseId, each]))
  return [...once.values()].slice(0, foundLimit).map(shownFind)
}

async function listed(reads: Db, request: PageRequest, q: string): Promise<readonly ListedCase[]> {
  const { items } = await listCases(reads, actorOf(request), { state: "any", q }, { limit: foundLimit })
  return items
}

function shownFind({ reference, subject, state }: ListedCase) {
  return {
    href: paths.case(reference),
    words: `${reference} ${subject === null ? "Subject erased" : visibleLine(subject, 100)}`,
    state: stateLabel(state),
  }
}
