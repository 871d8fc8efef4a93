// What a row of a log adds to what the desk knows of a case: pure, a table of where the case stands and what the row says.

import { type HoldReason, holdReasons } from "../cases/index.ts"
import type { PriorityLevel } from "../charter/index.ts"
import type { Move } from "./mapping.ts"
import type { Reading } from "./row.ts"

/** Something that happened in the other system, each of them a legal move of this desk. */
export type Deed =
  | { readonly type: "began" | "responded" | "resumed" | "reopened" | "resolved" | "closed" }
  | { readonly type: "classified"; readonly priority: PriorityLevel }
  | { readonly type: "handed"; readonly team?: string; readonly owner?: string; readonly begins: boolean }
  | { readonly type: "held"; readonly for: HoldReason }
  | { readonly type: "noted"; readonly words: string }

/** A deed, and the state of the case after it. */
export type Done = Deed & { readonly state: Place }

export type Place = "new" | "in-progress" | "on-hold" | "resolved" | "closed"

/** What the desk knows of a case so far. */
export type Known = {
  readonly state: Place
  readonly hold: HoldReason | null
  readonly priority: PriorityLevel | undefined
  readonly team: string | undefined
  readonly owner: string | undefined
  readonly isAnswered: boolean
}

type Said = Pick<Reading, "move" | "said" | "isAnswer" | "priority" | "team" | "owner">

/** The deeds of a row, in an order in which they can happen; none where the row says nothing new. */
export function deedsOf(row: Said, before: Known): { readonly deeds: readonly Done[]; readonly known: Known } {
  const deeds: Done[] = []
  let known = before
  for (const step of [woken, classified, handed, begun, answered, noted, ended]) {
    for (const deed of step(row, known)) {
      known = knownAfter(known, deed)
      deeds.push({ ...deed, state: known.state })
    }
  }
  return { deeds, known }
}

function knownAfter(known: Known, deed: Deed): Known {
  switch (deed.type) {
    case "classified":
      return { ...known, priority: deed.priority }
    case "handed":
      return {
        ...known,
        team: deed.team ?? known.team,
        owner: deed.owner ?? known.owner,
        state: deed.begins ? "in-progress" : known.state,
      }
    case "began":
      return { ...known, state: "in-progress" }
    case "responded":
      return { ...known, state: known.state === "new" ? "in-progress" : known.state, isAnswered: true }
    case "held":
      return { ...known, state: "on-hold", hold: deed.for }
    case "resumed":
    case "reopened":
      return { ...known, state: "in-progress", hold: null }
    case "resolved":
      return { ...known, state: "resolved", hold: null, isAnswered: true }
    case "closed":
      return { ...known, state: "closed" }
    default:
      return known
  }
}

function woken({ move }: Said, { state, hold }: Known): Deed[] {
  const wanted = holdOf(move)
  const isWorked = move === "new" || move === "in-progress"
  if (!isOpen(state)) return isWorked || wanted !== undefined ? [{ type: "reopened" }] : []
  if (state !== "on-hold" || (!isWorked && (wanted === undefined || wanted === hold))) return []
  return [{ type: "resumed" }]
}

// Nobody owns or classifies what has ended: what a row says of that then is looked at again when the case is reopened.
function classified({ priority }: Said, known: Known): Deed[] {
  if (priority === undefined || priority === known.priority || !isOpen(known.state)) return []
  return [{ type: "classified", priority }]
}

function handed({ team, owner, move }: Said, known: Known): Deed[] {
  const [newTeam, newOwner] = [team !== known.team ? team : undefined, owner !== known.owner ? owner : undefined]
  if ((newTeam === undefined && newOwner === undefined) || !isOpen(known.state)) return []
  return [
    {
      type: "handed",
      begins: move === "in-progress" && known.state === "new",
      ...(newTeam === undefined ? {} : { team: newTeam }),
      ...(newOwner === undefined ? {} : { owner: newOwner }),
    },
  ]
}

function begun({ move }: Said, { state }: Known): Deed[] {
  return move === "in-progress" && state === "new" ? [{ type: "began" }] : []
}

function answered({ isAnswer }: Said, known: Known): Deed[] {
  return isAnswer && !known.isAnswered && isOpen(known.state) ? [{ type: "responded" }] : []
}

function noted({ move, said }: Said): Deed[] {
  return move === "note" ? [{ type: "noted", words: said }] : []
}

function ended({ move }: Said, { state }: Known): Deed[] {
  const wanted = holdOf(move)
  if (wanted !== undefined) return state === "on-hold" ? [] : [{ type: "held", for: wanted }]
  if (move === "resolved") return isOpen(state) ? [{ type: "resolved" }] : []
  if (move !== "closed" || state === "closed") return []
  return isOpen(state) ? [{ type: "resolved" }, { type: "closed" }] : [{ type: "closed" }]
}

function isOpen(state: Place): boolean {
  return state !== "resolved" && state !== "closed"
}

function holdOf(move: Move): HoldReason | undefined {
  return holdReasons.find((each) => move === `on-hold-for-${each}`)
}
