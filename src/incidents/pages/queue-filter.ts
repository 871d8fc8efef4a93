// What of the queue is looked at: the address of the page, and nothing else.

import { z } from "zod"
import type { CaseFilter } from "../../cases/index.ts"
import { priorityLevels } from "../../charter/index.ts"
import type { Fields } from "../../page.ts"
import { incidentLifecycle } from "../incident.ts"
import { optionalEmail } from "./form.ts"

const groups = ["open", "ended", "any"]
const states = incidentLifecycle.states.map(({ name }) => name)
const empty = (typed: unknown) => (typed === "" ? undefined : typed)

/** Every field may be empty: a form sends those that nobody filled in. */
export const queueQuery = z.strictObject({
  owner: z.preprocess(empty, z.union([z.enum(["me", "none"]), optionalEmail], "Owner is me, none or an email address")),
  queue: z.preprocess(empty, z.string().max(80, "There is no such team").optional()),
  state: z.preprocess(empty, z.enum([...groups, ...states], "There is no such state").optional()),
  priority: z.preprocess(empty, z.enum(priorityLevels.map(String), "Priority is 1, 2, 3 or 4").optional()),
  q: z.preprocess(empty, z.string().max(500, "Search for 500 characters or fewer").optional()),
  after: z.preprocess(empty, z.string().max(200, "This is not where a page of the list ended").optional()),
})
export type QueueQuery = z.output<typeof queueQuery>

/** Open cases unless the address says otherwise. */
export function filterOf({ owner, queue, state, priority, q }: QueueQuery): CaseFilter {
  return {
    kind: incidentLifecycle.kind,
    ...(owner === undefined ? {} : { owner }),
    ...(queue === undefined ? {} : { queue }),
    ...(state === undefined ? {} : { state }),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
    ...(q === undefined ? {} : { q }),
  }
}

/** The query of a link that keeps what is filtered by, from the first page on. */
export function kept({ after: _place, ...query }: QueueQuery): Fields {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** The choices of the filter's lists. */
export function stateChoices() {
  const named = incidentLifecycle.states.map(({ name, label }) => ({ value: name, text: label }))
  return [{ value: "", text: "Open" }, { value: "ended", text: "Ended" }, { value: "any", text: "Any state" }, ...named]
}
