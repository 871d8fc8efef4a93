// Reply to the customer, and note for colleagues.

import { z } from "zod"
import { addNote } from "../note.ts"
import { replyToCustomer } from "../reply.ts"
import { hiddenFields, optionalEmail, text } from "./form.ts"
import { verbPages } from "./verb.ts"

export const replyPages = verbPages({
  noun: "reply",
  right: "reply",
  move: "reply",
  view: "incidents/pages/reply.njk",
  given: z.strictObject({ ...hiddenFields, body: text("Enter your reply"), to: optionalEmail }),
  asks: (db, ask, { body, to }) => replyToCustomer(db, ask, { body, ...(to === undefined ? {} : { to: [to] }) }),
  says: ({ reference }) => `Your reply on ${reference} has been recorded.`,
})

export const notePages = verbPages({
  noun: "note",
  right: "note",
  move: "note",
  view: "incidents/pages/note.njk",
  given: z.strictObject({ ...hiddenFields, body: text("Enter a note") }),
  asks: (db, ask, { body }) => addNote(db, ask, body),
  says: ({ reference }) => `Your note on ${reference} has been added.`,
})
