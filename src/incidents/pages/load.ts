// A case with all that its pages say of it, read through the person who asks.

import { actorOf } from "../../asked.ts"
import {
  type ChangedCase,
  findByReference,
  type ShownEvent,
  type TimelineEntry,
  timelineOf,
  uncheckedFiles,
} from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { currentRules, type Rulebook } from "../../clocks/index.ts"
import { snapshot, type Tx } from "../../database/index.ts"
import { stateOf } from "../../lifecycle/index.ts"
import type { PageRequest } from "../../page.ts"
import { may, namesOf } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths } from "../paths.ts"
import { mustHaveReason } from "./reading.ts"
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
  /** Files in which a virus was found. */
  readonly quarantined: ReadonlySet<number>
  /** Whether who asks may open them all the same. */
  readonly opensQuarantine: boolean
  /** Files that have not been checked for viruses yet. */
  readonly unchecked: ReadonlySet<number>
}

/** The case in the address. Throws NotFound where there is none that the person may see, and AskFirst where they must say why. */
export function loadCase(request: PageRequest): Promise<LoadedCase> {
  return loadNamed(request, request.params["reference"] ?? "")
}

/** The case of a reference, in the same way. */
export async function loadNamed(request: PageRequest, reference: string): Promise<LoadedCase> {
  const rules = await currentRules(request.db)
  return await snapshot(request.db, (tx) => loadIn(tx, request, rules, reference))
}

/** The same within a snapshot that reads more: state, promises and history are of one version of the case. */
export async function loadIn(tx: Tx, request: PageRequest, rules: Rulebook, reference: string): Promise<LoadedCase> {
  const { at } = request
  const actor = actorOf(request)
  const found = await findByReference(tx, actor, reference)
  await mustHaveReason(tx, { actor, at }, found)
  const version = rules.versionAt(at)
  const timeline = await timelineOf(tx, found.caseId, version)
  const names = await namesOf(tx, found.state.ownerId === null ? [] : [found.state.ownerId])
  const mayWait = timeline.some(({ event }) => filesIn(event).length > 0 || holdsLetter(event))
  return {
    ...found,
    rules,
    version,
    at,
    timeline,
    ownerName: found.state.ownerId === null ? null : (names.get(found.state.ownerId) ?? "A former colleague"),
    texts: new Map(timeline.flatMap((entry) => entry.texts.map((each) => [each.id, each.text]))),
    erased: new Set(timeline.flatMap((entry) => erasedBy(entry.event))),
    quarantined: new Set(
      timeline.flatMap(({ event }) => (event.type === "file-quarantined" ? [event.data.bytes] : [])),
    ),
    opensQuarantine: may(actor, "open-quarantine"),
    unchecked: new Set(mayWait ? await uncheckedFiles(tx, found.caseId) : []),
  }
}

// A letter without files is looked at, too: what no mail program shows may still lie in it.
function holdsLetter({ data }: ShownEvent): boolean {
  return "letter" in data && data.letter !== undefined
}

/** The files that came with an event, or went with it. */
export function filesIn(event: ShownEvent): readonly KeptFile[] {
  switch (event.type) {
    case "opened":
    case "wrote":
      return event.data.files
    case "replied":
    case "resolved":
    case "noted":
      return event.data.files ?? []
    case "file-quarantined":
      return event.data.file === undefined ? [] : [event.data.file]
    default:
      return []
  }
}

export type KeptFile = {
  readonly name: { readonly content: number }
  readonly bytes: { readonly content: number }
  readonly size: number
}

/** What every page of a case says at its head. */
export type CaseHeading = {
  readonly caseId: number
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
  const { caseId, reference, state } = loaded
  return {
    caseId,
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

function erasedBy(event: ShownEvent): number[] {
  return event.type === "redacted" ? [event.data.content, ...event.data.also] : []
}
