// What a person may do with a case now: the lifecycle's legal moves, as far as their role goes. Buttons follow from nothing else.

import { legalMoves, type Move } from "../../lifecycle/index.ts"
import { type Actor, may } from "../../people/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { type Noun, paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"

const nounOf: Readonly<Record<string, Noun>> = {
  reply: "reply",
  note: "note",
  classify: "classification",
  take: "assignment",
  pass: "assignment",
  hold: "hold",
  resume: "resumption",
  escalate: "escalation",
  resolve: "resolution",
  reopen: "reopening",
  close: "closure",
  merge: "merge",
  split: "split",
  join: "parent",
  adopt: "children",
  declare: "major-incident",
}

export type ShownMoves = {
  readonly mayReply: boolean
  readonly mayNote: boolean
  /** Whether the person may take the case with one press of a button. */
  readonly mayTake: boolean
  readonly mayRedact: boolean
  /** Everything else, a page each. */
  readonly buttons: readonly { readonly noun: Noun; readonly label: string; readonly href: string }[]
  /** What is done now and then, to the case among others: links, so that they do not stand in the way. */
  readonly links: ShownMoves["buttons"]
}

const among = new Set(["merge", "split", "join", "adopt", "declare"])

export function shownMoves({ state, reference }: LoadedCase, actor: Actor): ShownMoves {
  const legal = state.mergedInto === undefined ? legalMoves(incidentLifecycle, state.state) : []
  const open = legal.filter((move) => may(actor, move.right) && isOffered(move, state))
  const mayMove = (name: string) => open.some((move) => move.name === name)
  const paged = open.filter((move) => move.name !== "reply" && move.name !== "note")
  const shown = (moves: readonly Move[]) => [
    ...new Map(moves.map((move) => [nounFor(move), buttonOf(move, reference)])).values(),
  ]
  return {
    mayReply: mayMove("reply"),
    mayNote: mayMove("note"),
    mayTake: mayMove("take") && actor.personId !== null && state.ownerId !== actor.personId,
    mayRedact: may(actor, "redact"),
    buttons: shown(paged.filter((move) => !among.has(move.name))),
    links: shown(paged.filter((move) => among.has(move.name))),
  }
}

// What its relatives leave to be done: a child is made no parent, and a major incident is declared once.
function isOffered({ name }: Move, { parent, children = 0, major }: LoadedCase["state"]): boolean {
  const isMajor = major !== undefined && major.endedAt === null
  if (name === "join") return parent === undefined && children === 0 && !isMajor
  if (name === "adopt") return parent === undefined
  return name !== "declare" || (parent === undefined && !isMajor)
}

function buttonOf(move: Move, reference: string) {
  const noun = nounFor(move)
  return { noun, label: move.label, href: paths.verb(reference, noun) }
}

// A move that nobody gave a page is a bug that shows at the first case, not a button that is missing.
function nounFor(move: Move): Noun {
  const noun = nounOf[move.name]
  if (noun === undefined) throw new Error(`the move ${move.name} has no page`)
  return noun
}
