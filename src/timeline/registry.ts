// The registry of events: each feature declares its own, with their shape, their sentence and who may read them.

import type { z } from "zod"
import type { RecordedEvent } from "./event.ts"

/** Who may read an event: the customer too, or staff alone. */
export type EventAudience = "all" | "staff"

/** What a sentence may need beyond the event: who did it, by name, and how an instant, a queue or a colleague reads. */
export type Telling = {
  readonly by: string
  /** Whether this colleague is the one who did it: two may have the same name. */
  readonly isBy: (personId: number) => boolean
  readonly instant: (at: number) => string
  readonly queue: (id: string) => string
  readonly colleague: (personId: number) => string
  readonly reference: (caseId: number) => string
}

export type EventDeclaration = {
  readonly type: string
  /** The version of the shape that is written today. */
  readonly v: number
  readonly schema: z.ZodType<object>
  readonly audience: EventAudience
  /** Whether an open form is stale after it: moves and correspondence are, notices and warnings are not. */
  readonly countsAsChange: boolean
  readonly sentence: (data: object, telling: Telling) => string
  /** From each older version to the next, pure: history outlives code. Index 0 lifts version 1 to 2. */
  readonly upcasters: readonly ((data: object) => object)[]
}

type Declared<Shape extends z.ZodType<object>> = {
  type: string
  v?: number
  schema: Shape
  audience: EventAudience
  countsAsChange: boolean
  sentence: (data: z.infer<Shape>, telling: Telling) => string
  upcasters?: readonly ((data: object) => object)[]
}

/** Declares one event. The sentence is typed by the schema. */
export function event<Shape extends z.ZodType<object>>(declared: Declared<Shape>): EventDeclaration {
  const { v = 1, upcasters = [], sentence, ...rest } = declared
  return { ...rest, v, upcasters, sentence: (data, telling) => sentence(declared.schema.parse(data), telling) }
}

const registry = new Map<string, EventDeclaration>()

/** Adds a feature's events. A type belongs to one feature. */
export function registerEvents(declarations: readonly EventDeclaration[]): void {
  for (const each of declarations) {
    if (registry.has(each.type) && registry.get(each.type) !== each)
      throw new Error(`event ${each.type} is declared twice`)
    registry.set(each.type, each)
  }
}

export function declarationOf(type: string): EventDeclaration {
  const found = registry.get(type)
  if (found === undefined) throw new Error(`no feature declares the event ${type}`)
  return found
}

export function declaredEvents(): EventDeclaration[] {
  return [...registry.values()]
}

/** Whether this release can read an event: a newer one may have written types, and versions of types, that are not known here. */
export function isKnown({ type, v }: Pick<RecordedEvent, "type" | "v">): boolean {
  const declared = registry.get(type)
  return declared !== undefined && v <= declared.v
}

/** An event read from the database, in the shape of today. */
export function upcast(recorded: RecordedEvent): RecordedEvent {
  const { v, upcasters } = declarationOf(recorded.type)
  if (recorded.v === v) return recorded
  const data = upcasters.slice(recorded.v - 1).reduce((older, lift) => lift(older), recorded.data)
  return { ...recorded, v, data }
}
