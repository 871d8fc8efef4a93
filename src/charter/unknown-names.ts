// Names that lead nowhere: calendars, queues, steps and people that the charter mentions and does not have.

import { clausesOf } from "./clauses.ts"
import { contradiction, type Finding } from "./finding.ts"
import type { Charter, ClockDeclaration } from "./schema.ts"
import type { Path } from "./yaml.ts"

export function unknownNames(charter: Charter): Finding[] {
  return [
    ...unknownCalendars(charter),
    ...clausesWithoutCalendar(charter),
    ...unknownQueues(charter),
    ...charter.clocks.flatMap((clock, index) => unknownStep(charter, clock, ["clocks", index, "breach", "escalate"])),
    ...unknownPeople(charter),
  ]
}

function unknownCalendars(charter: Charter): Finding[] {
  const mentioned = [
    { id: "contact", calendar: charter.document.contact.calendar, path: ["document", "contact"] },
    ...clausesOf(charter),
    { id: "foi", calendar: charter.foi.calendar, path: ["foi"] },
  ]
  return mentioned.flatMap(({ id, calendar, path }) => {
    if (calendar === undefined || Object.hasOwn(charter.calendars, calendar)) return []
    const reason = `is measured by the calendar ${calendar}, which the charter does not have`
    return [contradiction("unknown-calendar", id, reason, [...path, "calendar"])]
  })
}

function clausesWithoutCalendar(charter: Charter): Finding[] {
  return clausesOf(charter).flatMap(({ id, within, calendar, path }) =>
    within === undefined || calendar !== undefined
      ? []
      : [contradiction("no-calendar", id, `promises ${within} and does not say by which calendar`, path)],
  )
}

function unknownQueues(charter: Charter): Finding[] {
  const known = new Set(charter.queues.teams.map((each) => each.id))
  const unknown = (clause: string, queue: string, path: Path) =>
    known.has(queue)
      ? []
      : [contradiction("unknown-queue", clause, `names the queue ${queue}, which no team has`, path)]
  return [
    ...unknown("queues", charter.queues.first, ["queues", "first"]),
    ...charter.chains.flatMap(({ clause, steps }, at) =>
      steps.flatMap(({ queue }, index) => unknown(clause, queue, ["chains", at, "steps", index, "queue"])),
    ),
  ]
}

function unknownStep(charter: Charter, clock: ClockDeclaration, path: Path): Finding[] {
  const { chain: chainId, step } = clock.breach.escalate
  const chain = charter.chains.find((each) => each.id === chainId)
  if (chain === undefined) {
    return [
      contradiction(
        "unknown-chain",
        clock.clause,
        `escalates along the chain ${chainId}, which the charter does not have`,
        [...path, "chain"],
      ),
    ]
  }
  if (chain.steps.some((each) => each.id === step)) return []
  return [
    contradiction(
      "unknown-step",
      clock.clause,
      `escalates to the step ${step}, which the chain ${chainId} does not have`,
      [...path, "step"],
    ),
  ]
}

function unknownPeople(charter: Charter): Finding[] {
  const known = new Map(charter.personnel.map((each) => [each.id, each.under]))
  return charter.personnel.flatMap(({ id, under }, index) => {
    if (under === undefined) return []
    const path = ["personnel", index, "under"]
    if (!known.has(under))
      return [contradiction("unknown-person", id, `is under ${under}, whom the charter does not have`, path)]
    return isUnderThemselves(id, known) ? [contradiction("circle", id, "is, in the end, under themselves", path)] : []
  })
}

function isUnderThemselves(id: string, under: ReadonlyMap<string, string | undefined>): boolean {
  const passed = new Set<string>()
  for (let above = under.get(id); above !== undefined && !passed.has(above); above = under.get(above)) {
    if (above === id) return true
    passed.add(above)
  }
  return false
}
