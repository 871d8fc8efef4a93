// How satisfied the customer is, asked once after the end: a link of the mail opens the page with the answer chosen, and the button gives
// it; the page of the case has a button for each answer, for whoever gets no mail.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid, Refused } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Followed, followedCase } from "../follow.ts"
import { giveSatisfaction, scores } from "../give-satisfaction.ts"
import { paths, routes } from "../paths.ts"
import { faultsIn, optionalLines } from "../read-form.ts"

const limit = 2000
const missing = "follow.satisfaction.missing"
const satisfactionForm = z.strictObject({
  score: z
    .enum(["1", "2", "3", "4", "5"], missing)
    .transform((typed) => scores.find((each) => `${each}` === typed) ?? 3),
  words: optionalLines("follow.satisfaction", limit),
})

export function satisfactionPages(key: Buffer): Page[] {
  const shared = { path: routes.satisfaction, audience: "public" } as const
  return [
    {
      ...shared,
      method: "GET",
      answer: (request) => whileItWorks(request, key, async (followed) => asked(request, followed, chosenIn(request))),
    },
    {
      ...shared,
      method: "POST",
      answer: (request) => whileItWorks(request, key, (followed) => give(request, followed)),
    },
  ]
}

async function whileItWorks(
  { db, at, params }: PageRequest,
  key: Buffer,
  then: (followed: Followed) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  const followed = await followedCase(db, key, token, at)
  return followed.hasExpired ? { redirect: paths.freshLink(token) } : await then(followed)
}

function chosenIn({ query }: PageRequest): Fields {
  const score = query["score"]
  return typeof score === "string" ? { score } : {}
}

function asked(
  { params, language }: PageRequest,
  { reference, state }: Followed,
  typed: Fields,
  faults: readonly FieldError[] = [],
): PageAnswer {
  const token = params["token"] ?? ""
  if (state.satisfaction !== undefined) return told("already", token)
  if (state.resolvedAt === null) return told("early", token)
  const model = {
    reference,
    typed,
    faults,
    limit,
    path: paths.satisfaction(token),
    choices: scores.map((score) => ({ value: `${score}`, text: language.say(`follow.satisfaction.${score}`) })),
  }
  return { view: "front/pages/satisfaction.njk", model, status: faults.length === 0 ? 200 : 400 }
}

function told(name: "already" | "early" | "thanks", token: string): PageAnswer {
  return { view: "front/pages/satisfaction-told.njk", model: { name, follow: paths.follow(token) } }
}

async function give(request: PageRequest, followed: Followed): Promise<PageAnswer> {
  const { db, at, params, form, language } = request
  const token = params["token"] ?? ""
  if (followed.state.satisfaction !== undefined) return told("already", token)
  try {
    await giveSatisfaction(db, followed.caseId, fieldsFrom(satisfactionForm, form), at)
    return told("thanks", token)
  } catch (error) {
    if (error instanceof Refused) return told("early", token)
    if (!(error instanceof Invalid)) throw error
    return asked(request, followed, form, faultsIn(error, language))
  }
}
