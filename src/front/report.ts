// A report that is being written: the questions in their order, and what counts as an answer. Pure.

import { z } from "zod"
import { fieldsFrom } from "../asked.ts"
import type { Fields } from "../page.ts"
import { emailField, line, lines } from "./read-form.ts"

export const questions = ["problem", "details", "name", "contact"] as const
export type Question = (typeof questions)[number]

export const limits = { problem: 150, details: 10_000, name: 100 } as const

/** How the desk answers: an email address, or a phone number where there is none. */
export type ContactAnswer = { readonly email: string } | { readonly phone: string }

export type Answers = {
  readonly problem?: string | undefined
  readonly details?: string | undefined
  readonly name?: string | undefined
  readonly contact?: ContactAnswer | undefined
}
/** What was typed last on a page and could not be taken: kept, so that the page can show it again with what is wrong. */
export type Attempt = { readonly step: Step; readonly typed: Fields }
export type CompleteAnswers = { readonly [Name in keyof Answers]-?: Exclude<Answers[Name], undefined> }

const phone = line("report.phone", 40).refine(
  (typed) => /^\+?[\d\s().x/-]+$/.test(typed) && (typed.match(/\d/g) ?? []).length >= 5,
  "report.phone.wrong",
)
/** The pages on which the questions are asked. How to reach somebody is asked on two: the second is for who has no email address. */
export const steps = ["problem", "details", "name", "email", "phone"] as const
export type Step = (typeof steps)[number]

const forms = {
  problem: z.strictObject({ problem: line("report.problem", limits.problem) }),
  details: z.strictObject({ details: lines("report.details", limits.details) }),
  name: z.strictObject({ name: line("report.name", limits.name) }),
  email: z.strictObject({ email: emailField }).transform((typed) => ({ contact: typed })),
  phone: z.strictObject({ phone }).transform((typed) => ({ contact: typed })),
}

/** Answers as they are kept. */
export const answersShape = z.strictObject({
  problem: z.string().optional(),
  details: z.string().optional(),
  name: z.string().optional(),
  contact: z.union([z.strictObject({ email: z.string() }), z.strictObject({ phone: z.string() })]).optional(),
  attempt: z
    .strictObject({ step: z.enum(steps), typed: z.record(z.string(), z.union([z.string(), z.array(z.string())])) })
    .optional(),
})

/** The answer that a page was given. Throws Invalid. */
export function answerFrom(step: Step, typed: Fields): Answers {
  return fieldsFrom(forms[step], typed)
}

/** What a page shows of the answer given before. */
export function typedFrom({ problem = "", details = "", name = "", contact = { email: "" } }: Answers): Fields {
  return { problem, details, name, ...contact }
}

/** The page that comes before another one; undefined before the first. */
export function stepBefore(step: Step): Step | undefined {
  return steps[steps.indexOf(step) - 1]
}

/** The page of the first question without an answer; undefined where all are answered. */
export function firstUnanswered(answers: Answers): Step | undefined {
  const question = questions.find((each) => answers[each] === undefined)
  return question === "contact" ? "email" : question
}

export function isComplete(answers: Answers): answers is CompleteAnswers {
  return firstUnanswered(answers) === undefined
}
