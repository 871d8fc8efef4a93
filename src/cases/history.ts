// Reading a case's history: events as recorded, and the timeline as people and programs read it.

import type { Reads } from "../database/index.ts"
import type { RecordedEvent } from "../timeline/index.ts"
import { type CaseEvent, caseEventFrom } from "./events.ts"
import { lastEventBody } from "./store.ts"
import { eventBodiesOf } from "./timeline-store.ts"

/** All events of a case, read from their canonical bodies. */
export async function recordedEvents(on: Reads, caseId: number): Promise<RecordedEvent[]> {
  return (await eventBodiesOf(on, caseId)).map(recordedFrom)
}

/** The newest event of a case that has one of some types. */
export async function lastEventOf(
  on: Reads,
  caseId: number,
  types: readonly CaseEvent["type"][],
): Promise<CaseEvent | undefined> {
  const body = await lastEventBody(on, caseId, types)
  return body === undefined ? undefined : caseEventFrom(recordedFrom(body))
}

/** An event's body as it stands in its row. */
export type RecordedBody = RecordedEvent & { readonly case: number }

/** The one parser of an event's body. */
export function recordedFrom(body: string): RecordedEvent {
  const { at, by, data, seq, type, v } = JSON.parse(body) as RecordedEvent
  return { at, by, data, seq, type, v }
}
