// A case with all that its pages say of it, read through the person who asks.

import { actorOf } from "../../asked.ts"
import {
  type ChangedCase,
  caseIdIn,
  findByReference,
  type ShownEvent,
  type TimelineEntry,
  timelineOf,
} from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { currentRules, type Rulebook } from "../../clocks/index.ts"
import { stateOf } from "../../lifecycle/index.ts"
import type { PageRequest } from "../../page.ts"
import { namesOf } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths } from "../paths.ts"
import { visibleLine } from "./visible.ts"

export type LoadedCase = ChangedCase & {
  readonly rules: Rulebook
  /** The charter in force now: what teams and steps are called. */
  readonly version: CharterVersion
  readonly at: EpochMilliseconds
  readonly timeline: readonly TimelineEntry[]
  readonly ownerName: string | null
  /** The texts of the case by number; null once erased. */
  readonly texts: ReadonlyMap<number, string | null>
  /** What has been erased, files and letters too. */
  readonly erased: ReadonlySet<number>
}

/** The case in the address. Throws NotFound where there is none that the person may see. */
export async function loadCase(request: PageRequest): Promise<LoadedCase> {
  const { db, at, params } = request
  const [found, rules] = await Promise.all([
    findByReference(db, actorOf(request), params["reference"] ?? ""),
    currentRules(db),
  ])
  const version = rules.versionAt(at)
  const owners = found.state.ownerId === null ? [] : [found.state.ownerId]
  const [timeline, names] = await Promise.all([timelineOf(db, found.caseId, version), namesOf(db, owners)])
  return {
    ...found,
    rules,
    version,
    at,
    timeline,
    ownerName: found.state.ownerId === null ? null : (names.get(found.state.ownerId) ?? "A former colleague"),
    texts: new Map(timeline.flatMap((entry) => entry.texts.map((each) => [each.id, each.text]))),
    erased: new Set(timeline.flatMap((entry) => erasedBy(entry.event))),
  }
}

/** What every page of a case says at its head. */
export type CaseHeading = {
  readonly reference: string
  readonly path: string
  /** Null once erased. */
  readonly subject: string | null
  readonly state: string
  readonly priority: number | null
  readonly version: number
  readonly owner: string | null
  readonly team: string
  readonly customer: {
    readonly name: string | null
    readonly email: string | null
    readonly phone: string | null
    /** What was given, and has been erased since: "name", "email address". */
    readonly erased: readonly string[]
  }
}

export function headingOf(loaded: LoadedCase): CaseHeading {
  const { reference, state } = loaded
  return {
    reference,
    path: paths.case(reference),
    subject: lineOf(loaded, state.subject),
    state: state.state,
    priority: state.priority,
    version: state.version,
    owner: loaded.ownerName,
    team: teamName(loaded.version, state.queue),
    customer: {
      name: lineOf(loaded, state.requester.name),
      email: lineOf(loaded, state.requester.email),
      phone: lineOf(loaded, state.requester.phone),
      erased: erasedOf(loaded),
    },
  }
}

export function teamName({ charter }: CharterVersion, queue: string): string {
  return charter.queues.teams.find((each) => each.id === queue)?.name ?? queue
}

export function stateLabel(state: string): string {
  return stateOf(incidentLifecycle, state).label
}

/** A text of the case as one line; null where there is none, or no longer. */
export function lineOf({ texts }: LoadedCase, ref: { readonly content: number } | undefined): string | null {
  const words = ref === undefined ? null : (texts.get(ref.content) ?? null)
  return words === null ? null : visibleLine(words)
}

function erasedOf(loaded: LoadedCase): string[] {
  const { name, email, phone } = loaded.state.requester
  const given = { name, "email address": email, "phone number": phone }
  return Object.entries(given).flatMap(([what, ref]) =>
    ref !== undefined && lineOf(loaded, ref) === null ? [what] : [],
  )
}

/** The number of a content in an address: exact, as in references. Undefined where it is no number of ours. */
export function contentIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

/** Whether a text is the reference of a case, as people type it. */
export function referenceTyped(text: string): string | undefined {
  const reference = text.trim().toUpperCase()
  return caseIdIn(reference) === undefined ? undefined : reference
}

function erasedBy(event: ShownEvent): number[] {
  return event.type === "redacted" ? [event.data.content, ...event.data.also] : []
}
