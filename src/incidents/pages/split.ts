// Split a case: choose the words that hold the other matter, and say what it is about.

import { z } from "zod"
import type { ShownEvent } from "../../cases/index.ts"
import { splitIncident } from "../split.ts"
import { hiddenFields, text } from "./form.ts"
import { contentIn, filesIn, type LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"
import { visibleLine } from "./visible.ts"

export const splitPages = verbPages({
  noun: "split",
  right: "relate",
  move: "split",
  view: "incidents/pages/split.njk",
  given: z.strictObject({
    ...hiddenFields,
    content: z
      .string("Choose the words that hold the other matter")
      .refine((typed) => contentIn(typed) !== undefined, "Choose the words that hold the other matter")
      .transform(Number),
    subject: text("Enter what the other matter is about", 300).refine(
      (line) => !/[\p{Cc}\u2028\u2029]/u.test(line),
      "What it is about must be one line of text",
    ),
  }),
  shows: (loaded) => ({
    messages: messagesOf(loaded),
    firstTeam: teamOfNew(loaded),
  }),
  asks: (db, ask, { content, subject }) => splitIncident(db, ask, { content, subject }),
  says: ({ reference }) => `The other matter is ${reference} now.`,
})

/** What the customer wrote or said, as far as it has not been erased. */
function messagesOf(loaded: LoadedCase) {
  const { timeline, texts } = loaded
  return timeline.flatMap(({ event, sentence }) => {
    if (event.type !== "opened" && event.type !== "wrote") return []
    const words = texts.get(event.data.body.content)
    if (words === undefined || words === null) return []
    const { content } = event.data.body
    return [
      {
        content: String(content),
        excerpt: visibleLine(words, 300),
        hint: [visibleLine(sentence, 600), ...filesOf(event, loaded)].join(" "),
      },
    ]
  })
}

/** The files that go along, by name, and how many do not: those in which a virus was found. What was erased is nowhere. */
function filesOf(event: ShownEvent, { texts, erased, quarantined, reference }: LoadedCase): string[] {
  const there = filesIn(event).filter(({ bytes }) => !erased.has(bytes.content))
  const going = there.filter(({ bytes }) => !quarantined.has(bytes.content))
  const names = going.map(({ name }) => visibleLine(texts.get(name.content) ?? "a file whose name was erased", 80))
  const putAway = there.length - going.length
  return [
    ...(names.length === 0 ? [] : [`With ${names.join(", ")}.`]),
    ...(putAway === 0 ? [] : [`${putAway} in quarantine ${putAway === 1 ? "stays" : "stay"} on ${reference}.`]),
  ]
}

function teamOfNew({ version: { charter } }: LoadedCase): string {
  return charter.queues.teams.find((each) => each.id === charter.queues.first)?.name ?? charter.queues.first
}
