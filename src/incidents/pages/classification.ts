// Set the priority: answer the charter's conditions, or name it.

import { z } from "zod"
import type { Charter } from "../../charter/index.ts"
import { amountInWords, forceNames, type PriorityLevel, priorityLevels, targetFor } from "../../charter/index.ts"
import type { Fields } from "../../page.ts"
import { classifyIncident } from "../classify.ts"
import { paths } from "../paths.ts"
import { lastClassification } from "./facts-view.ts"
import { hiddenFields } from "./form.ts"
import type { LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"

const prefix = "answer-"
const answer = z.enum(["yes", "no"], "Answer yes or no")
const level = z
  .enum(["answers", ...priorityLevels.map(String)], "Choose a priority, or that it follows from the answers")
  .default("answers")

/** The fields of the charter's conditions are named after them: which there are is the charter's affair, and the verb refuses any other. */
const given = z
  .object({ ...hiddenFields, priority: level })
  .catchall(answer)
  .superRefine((fields, context) => {
    for (const name of Object.keys(fields)) {
      if (name in hiddenFields || name === "priority" || name.startsWith(prefix)) continue
      context.addIssue({ code: "unrecognized_keys", keys: [name], message: "unknown field", input: fields })
    }
  })
  .transform(({ version, once, priority, ...answers }) => ({
    version,
    once,
    ...(priority === "answers" ? {} : { priority: levelFrom(priority) }),
    answers: answersFrom(answers),
  }))

export const classificationPages = verbPages({
  noun: "classification",
  right: "classify",
  move: "classify",
  view: "incidents/pages/classification.njk",
  given,
  shows: (loaded) => ({ groups: conditionGroups(loaded.version.charter) }),
  starts: startingAnswers,
  asks: (db, ask, { priority, answers }) =>
    classifyIncident(db, ask, {
      ...(priority === undefined ? {} : { priority }),
      ...(Object.keys(answers).length === 0 ? {} : { answers }),
    }),
  says: ({ reference, state }) => `${reference} has priority ${state.priority}.`,
})

/** The charter's conditions, by the priority that they give. */
export function conditionGroups(charter: Charter) {
  return charter.priorities.map((priority) => ({
    level: priority.level,
    name: priority.name,
    words: priority.words,
    force: forceNames[priority.force],
    clause: { id: priority.id, href: paths.charterClause(priority.id) },
    targets: targetsOf(charter, priority.level),
    conditions: priority.conditions.map(({ id, text }) => ({ id, field: `${prefix}${id}`, text })),
  }))
}

function targetsOf(charter: Charter, priority: PriorityLevel) {
  return charter.clocks.flatMap((clock) => {
    if ("always" in clock.target) return []
    const amount = targetFor(clock.target, priority)
    return amount === undefined ? [] : [{ title: clock.title, amount: amountInWords(amount) }]
  })
}

// What was answered before stands, so that a correction is one click.
function startingAnswers(loaded: LoadedCase): Fields {
  const answers = lastClassification(loaded)?.answers ?? {}
  return Object.fromEntries(Object.entries(answers).map(([id, yes]) => [`${prefix}${id}`, yes ? "yes" : "no"]))
}

function answersFrom(fields: Readonly<Record<string, "yes" | "no">>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(fields).map(([name, yes]) => [name.slice(prefix.length), yes === "yes"]))
}

function levelFrom(typed: string): PriorityLevel {
  const found = priorityLevels.find((each) => String(each) === typed)
  if (found === undefined) throw new Error(`the form let ${typed} pass as a priority`)
  return found
}
