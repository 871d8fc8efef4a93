// Reading a case's history: events as recorded, and the timeline as people and programs read it.

import type { Reads } from "../database/index.ts"
import type { RecordedEvent } from "../timeline/index.ts"
import { eventRowsOf } from "./store.ts"

/** All events of a case, read from their canonical bodies. */
export async function recordedEvents(on: Reads, caseId: number): Promise<RecordedEvent[]> {
  return (await eventRowsOf(on, caseId)).map((each) => recordedFrom(each.body))
}

/** The one parser of an event's body. */
export function recordedFrom(body: string): RecordedEvent {
  const { at, by, data, seq, type, v } = JSON.parse(body) as RecordedEvent
  return { at, by, data, seq, type, v }
}
