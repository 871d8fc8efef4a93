// Answers that may help whoever is about to report: below the question while they type, and on a page of its own for who has no scripts.

import { type Suggestion, suggestedAnswers } from "../../knowledge/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { paths, routes } from "../paths.ts"
import { reportOf } from "../write-report.ts"

export const suggestionPages: readonly Page[] = [
  { method: "GET", path: routes.suggestions, audience: "public", answer: whileTyping },
  { method: "GET", path: routes.suggested, audience: "public", answer: beforeGoingOn },
]

async function whileTyping({ read, query }: PageRequest): Promise<PageAnswer> {
  const typed = query["q"]
  const suggestions = typeof typed === "string" ? await read((reads) => suggestedAnswers(reads, typed)) : []
  return { view: "front/pages/suggestions.njk", model: { suggestions } }
}

async function beforeGoingOn({ db, at, params, browser, language }: PageRequest): Promise<PageAnswer> {
  const form = params["form"] ?? ""
  const report = await reportOf(db, { form, browser: browser() }, at)
  const next = paths.step(form, "details")
  const { problem } = report?.answers ?? {}
  const suggestions: Suggestion[] = problem === undefined ? [] : await suggestedAnswers(db, problem)
  if (suggestions.length === 0) return { redirect: next }
  const backLink = { text: language.say("layout.back"), href: paths.step(form, "problem") }
  return { view: "front/pages/suggested.njk", model: { suggestions, next, backLink } }
}
