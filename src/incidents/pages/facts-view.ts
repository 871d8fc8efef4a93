// What is known of a case beside its history: whose it is, how it came, why it has its priority, what it waits for.

import type { EventData } from "../../cases/index.ts"
import { forceNames } from "../../charter/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { visibleLine } from "./visible.ts"

export type ShownClassification = {
  readonly priority: number
  readonly name: string
  /** The words of the condition that it follows from; null where staff named it. */
  readonly condition: string | null
  /** It came with the case from the system that its history was imported from. */
  readonly isFromElsewhere: boolean
  readonly clause: { readonly id: string; readonly words: string; readonly force: string; readonly href: string } | null
}

const channelWords = { phone: "By phone", email: "By email", web: "On the website", letter: "By letter" }
const holdWords = { customer: "the customer", supplier: "a supplier", change: "a change" }

export function shownFacts({ state, version }: LoadedCase) {
  const { service } = version.charter
  return {
    channel: channelWords[state.channel],
    receivedAt: state.receivedAt,
    service: state.service === service.id ? service.name : state.service,
    hold: state.hold === null ? null : { waitsFor: holdWords[state.hold.for], ...state.hold },
  }
}

/** The classification that stands, with the clause that says so. */
export function shownClassification(loaded: LoadedCase): ShownClassification | null {
  const found = lastClassification(loaded)
  if (found === undefined) return null
  const { charter } = loaded.rules.version(found.charter)
  const declared = charter.priorities.find((each) => each.level === found.priority)
  const condition = declared?.conditions.find((each) => each.id === found.condition)
  return {
    priority: found.priority,
    name: declared?.name ?? "",
    isFromElsewhere: found.isFromElsewhere,
    condition: condition === undefined ? null : visibleLine(condition.text, 300),
    clause:
      declared === undefined
        ? null
        : {
            id: declared.id,
            words: declared.words,
            force: forceNames[declared.force],
            href: paths.charterClause(declared.id, found.charter),
          },
  }
}

/** The classification that was given last, at the opening or since. */
export function lastClassification({
  timeline,
}: LoadedCase): (EventData["classified"] & { readonly isFromElsewhere: boolean }) | undefined {
  const given = timeline.flatMap(({ event }) => {
    if (event.type === "classified") return [{ ...event.data, isFromElsewhere: event.by === "elsewhere" }]
    if (event.type !== "opened" || event.data.classification === undefined) return []
    return [{ ...event.data.classification, isFromElsewhere: event.data.imported !== undefined }]
  })
  return given.at(-1)
}
