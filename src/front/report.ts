// A report that is being written: the questions in their order, and what counts as an answer. Pure.

import { z } from "zod"
import type { Fields } from "../page.ts"
import { line, lines, readForm } from "./read-form.ts"

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
export type CompleteAnswers = { readonly [Name in keyof Answers]-?: Exclude<Answers[Name], undefined> }

const email = line("Enter your email address", "Email address", 254).pipe(
  z.email("Enter an email address in the correct format, like name@example.com"),
)
const phone = line("Enter your phone number", "Phone number", 40).refine(
  (typed) => /^\+?[\d\s().x/-]+$/.test(typed) && (typed.match(/\d/g) ?? []).length >= 5,
  "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192",
)
const unused = z.string().optional()

const forms = {
  problem: z.strictObject({
    problem: line("Enter what the problem is, in a few words", "What the problem is", limits.problem),
  }),
  details: z.strictObject({ details: lines("Enter what happened", "What happened", limits.details) }),
  name: z.strictObject({ name: line("Enter your name", "Name", limits.name) }),
  // The field of the way that was not chosen may hold what was typed before the other one was.
  contact: z
    .discriminatedUnion(
      "way",
      [
        z.strictObject({ way: z.literal("email"), email, phone: unused }),
        z.strictObject({ way: z.literal("phone"), email: unused, phone }),
      ],
      "Select how we should answer you",
    )
    .transform((typed) => ({ contact: typed.way === "email" ? { email: typed.email } : { phone: typed.phone } })),
}

/** Answers as they are kept. */
export const answersShape = z.strictObject({
  problem: z.string().optional(),
  details: z.string().optional(),
  name: z.string().optional(),
  contact: z.union([z.strictObject({ email: z.string() }), z.strictObject({ phone: z.string() })]).optional(),
})

/** The answer to one question. Throws Invalid. */
export function answerFrom(question: Question, form: Fields): Answers {
  return readForm(forms[question], form)
}

/** What a question's form shows of an answer given before. */
export function typedFrom({ problem = "", details = "", name = "", contact }: Answers): Fields {
  if (contact === undefined) return { problem, details, name }
  return { problem, details, name, way: "email" in contact ? "email" : "phone", ...contact }
}

/** The first question without an answer; undefined where all are answered. */
export function firstUnanswered(answers: Answers): Question | undefined {
  return questions.find((each) => answers[each] === undefined)
}

export function isComplete(answers: Answers): answers is CompleteAnswers {
  return firstUnanswered(answers) === undefined
}
