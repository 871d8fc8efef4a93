// What is typed on the desk's pages of the status of services, with what is wrong in words.

import { z } from "zod"
import { line } from "../../typed.ts"
import { effects, reportKinds, reportStates } from "../status.ts"

const part = z.string().trim().max(20, "Enter a shorter date or time").optional()

const wordsMissing = "Enter what you say to the public"
const words = z
  .string(wordsMissing)
  .transform((typed) => typed.toWellFormed().replace(/\r\n?/g, "\n").trim())
  .pipe(z.string().min(1, wordsMissing).max(4000, "What you say must be 4,000 characters or fewer"))
const effect = z.enum(effects, "Select what the service is for its users meanwhile")

export const beginForm = z.strictObject({
  kind: z.enum(reportKinds, "Select whether something does not work or is planned"),
  service: z.string("Select a service").max(80),
  effect,
  title: line("Enter what it is, in a few words", "The title", 150),
  words,
  publish: z.enum(["now", "later"], "Select whether the public sees it now"),
  "from-day": part,
  "from-month": part,
  "from-year": part,
  "from-time": part,
  "until-day": part,
  "until-month": part,
  "until-year": part,
  "until-time": part,
})

export const moreForm = z.strictObject({
  state: z.enum(reportStates, "Select how far it is"),
  effect,
  words,
})

export const listedCaseForm = z.strictObject({
  reference: line("Enter the reference of a case", "The reference", 40).pipe(z.string().toUpperCase()),
  "case-words": line("Enter what the public reads of it", "What the public reads", 300),
})
