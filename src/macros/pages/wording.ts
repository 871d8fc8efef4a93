// What the pages of snippets and of macros have in common: a list, a form to make one, a form to change one, and a button to remove it.

import { actorOf } from "../../asked.ts"
import { type Db, transaction } from "../../database/index.ts"
import { Invalid, NotFound } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Actor, record } from "../../people/index.ts"
import { paths, routes, type Wording } from "../paths.ts"
import { mayShare, mustBeAbleToShare, numberIn } from "./fields.ts"

type Kept = { readonly id: number; readonly name: string; readonly isShared: boolean }
type Written = Omit<Kept, "id">

/** What is particular to one of the two. */
export type WordingPages<One extends Kept, Given extends Written> = {
  readonly what: Wording
  /** "snippet", "macro". */
  readonly noun: "snippet" | "macro"
  readonly view: string
  readonly list: (db: Db, actor: Actor) => Promise<readonly One[]>
  readonly find: (db: Db, actor: Actor, id: number) => Promise<One | undefined>
  readonly insert: (on: Parameters<typeof record>[0], actor: Actor, given: Given, at: number) => Promise<number>
  readonly update: (
    on: Parameters<typeof record>[0],
    actor: Actor,
    id: number,
    given: Given,
    at: number,
  ) => Promise<boolean>
  readonly remove: (on: Parameters<typeof record>[0], actor: Actor, id: number) => Promise<boolean>
  readonly given: (form: Fields) => Given
  readonly typed: (one: One) => Fields
  /** A line that says what it holds. */
  readonly says: (one: One) => string
  readonly shows: (request: PageRequest) => Promise<object>
}

export function wordingPagesOf<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>): Page[] {
  const { what } = kind
  const audience = "write-wording" as const
  return [
    { method: "GET", path: routes.list(what), audience, answer: (request) => listed(kind, request) },
    { method: "GET", path: routes.make(what), audience, answer: (request) => form(kind, request, {}) },
    { method: "POST", path: routes.make(what), audience, answer: (request) => made(kind, request) },
    { method: "GET", path: routes.one(what), audience, answer: (request) => opened(kind, request) },
    { method: "POST", path: routes.one(what), audience, answer: (request) => changed(kind, request) },
    { method: "POST", path: routes.remove(what), audience, answer: (request) => removed(kind, request) },
  ]
}

async function listed<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>, request: PageRequest) {
  const actor = actorOf(request)
  const all = await kind.list(request.db, actor)
  const rows = all.map((each) => ({
    name: each.name,
    says: kind.says(each),
    isShared: each.isShared,
    href: !each.isShared || mayShare(actor) ? paths.one(kind.what, each.id) : null,
  }))
  return {
    view: "macros/pages/list.njk",
    model: { what: kind.what, noun: kind.noun, rows, make: paths.make(kind.what) },
  }
}

async function opened<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>, request: PageRequest) {
  const one = await found(kind, request)
  mustBeAbleToShare(actorOf(request), one.isShared)
  return await form(kind, request, { ...kind.typed(one), name: one.name, shared: one.isShared ? "yes" : "no" }, one)
}

async function made<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>, request: PageRequest) {
  return await orAgain(kind, request, undefined, async (actor, given) => {
    mustBeAbleToShare(actor, given.isShared)
    await transaction(request.db, async (tx) => {
      const id = await kind.insert(tx, actor, given, request.at)
      await noted(tx, kind.noun, "made", id, actor, request)
    })
    return `The ${kind.noun} “${given.name}” has been made.`
  })
}

async function changed<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>, request: PageRequest) {
  const one = await found(kind, request)
  return await orAgain(kind, request, one, async (actor, given) => {
    mustBeAbleToShare(actor, one.isShared, given.isShared)
    await transaction(request.db, async (tx) => {
      if (!(await kind.update(tx, actor, one.id, given, request.at))) throw new NotFound()
      await noted(tx, kind.noun, "changed", one.id, actor, request)
    })
    return `The ${kind.noun} “${given.name}” has been changed.`
  })
}

async function removed<One extends Kept, Given extends Written>(
  kind: WordingPages<One, Given>,
  request: PageRequest,
): Promise<PageAnswer> {
  const [actor, one] = [actorOf(request), await found(kind, request)]
  mustBeAbleToShare(actor, one.isShared)
  await transaction(request.db, async (tx) => {
    if (!(await kind.remove(tx, actor, one.id))) throw new NotFound()
    await noted(tx, kind.noun, "removed", one.id, actor, request)
  })
  return { redirect: paths.list(kind.what), flash: `The ${kind.noun} “${one.name}” has been removed.` }
}

async function orAgain<One extends Kept, Given extends Written>(
  kind: WordingPages<One, Given>,
  request: PageRequest,
  one: One | undefined,
  keep: (actor: Actor, given: Given) => Promise<string>,
): Promise<PageAnswer> {
  try {
    const flash = await keep(actorOf(request), kind.given(request.form))
    return { redirect: paths.list(kind.what), flash }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await form(kind, request, request.form, one, error)
  }
}

async function form<One extends Kept, Given extends Written>(
  kind: WordingPages<One, Given>,
  request: PageRequest,
  typed: Fields,
  one?: One,
  error?: Invalid,
): Promise<PageAnswer> {
  return {
    view: kind.view,
    status: error === undefined ? 200 : 400,
    model: {
      action: one === undefined ? paths.make(kind.what) : paths.one(kind.what, one.id),
      removal: one === undefined ? null : paths.remove(kind.what, one.id),
      list: paths.list(kind.what),
      mayShare: mayShare(actorOf(request)),
      ...(await kind.shows(request)),
      typed,
      faults: error?.fields ?? [],
    },
  }
}

async function found<One extends Kept, Given extends Written>(kind: WordingPages<One, Given>, request: PageRequest) {
  const id = numberIn(request.params["number"])
  const one = id === undefined ? undefined : await kind.find(request.db, actorOf(request), id)
  if (one === undefined) throw new NotFound()
  return one
}

// What everybody sends in their own name is changed where nobody can deny it.
async function noted(
  on: Parameters<typeof record>[0],
  noun: "snippet" | "macro",
  deed: "made" | "changed" | "removed",
  id: number,
  { personId }: Actor,
  { at, remoteAddress }: PageRequest,
): Promise<void> {
  const entry = { action: `${noun}-${deed}` as const, outcome: "done", personId, target: [`${noun}:${id}`] } as const
  await record(on, { ...entry, remote: remoteAddress }, at)
}
