// Saved views: a name for what one looks at often, for oneself or for all colleagues.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { countOwnViews, deleteView, insertView, updateView, type View, viewOf, viewsFor } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid, NotAllowed, NotFound } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Actor, may } from "../../people/index.ts"
import { paths, routes } from "../paths.ts"
import { contentIn } from "./load.ts"
import { chosenIn } from "./queue-choices.ts"
import { queryOfView, queueQuery, viewQuery } from "./queue-filter.ts"
import { countsOf } from "./view-counts.ts"
import { address } from "./view-tabs.ts"
import { visibleLine } from "./visible.ts"

const listLimit = 200
/** So many somebody may keep: more are no help to anybody. */
const ownLimit = 50

const name = z
  .string("Enter a name for the view")
  .transform((typed) => typed.trim().replace(/\s+/g, " ").normalize("NFC"))
  .pipe(
    z
      .string()
      .min(1, "Enter a name for the view")
      .max(60, "Name must be 60 characters or fewer")
      .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "Name has characters that cannot be seen"),
  )
const shared = z.literal("yes", "Share is yes or nothing").optional()
const newView = z.strictObject({ name, shared, query: z.string().max(2000, "This view is too long to be kept") })
const changedView = z.strictObject({ name, shared })

export const viewPages: Page[] = [
  { method: "GET", path: routes.views, audience: "see-cases", answer: list },
  { method: "GET", path: routes.newView, audience: "see-cases", answer: newForm },
  { method: "POST", path: routes.views, audience: "see-cases", answer: saved },
  { method: "GET", path: routes.view, audience: "see-cases", answer: changeForm },
  { method: "POST", path: routes.view, audience: "see-cases", answer: changed },
  { method: "POST", path: routes.viewDeletion, audience: "see-cases", answer: deleted },
]

/** Whoever asks, as somebody who can own something. */
export function personOf(request: PageRequest): Actor & { readonly personId: number } {
  const actor = actorOf(request)
  const { personId } = actor
  if (personId === null) throw new NotAllowed()
  return { ...actor, personId }
}

async function list(request: PageRequest): Promise<PageAnswer> {
  const { db, at, read } = request
  const actor = personOf(request)
  const version = (await currentRules(db)).versionAt(at)
  const views = await viewsFor(db, actor.personId, listLimit)
  const queries = views.map((each) => each.query)
  const counts = await read((reads) => countsOf(reads, actor, queries, at))
  const shown = views.map((view, index) => {
    const query = queryOfView(view.query)
    return {
      name: visibleLine(view.name, 60),
      href: address(view.query),
      count: counts[index] ?? null,
      filters: query === undefined ? null : chosenIn(query, version).map((each) => each.text),
      query: view.query,
      isShared: view.isShared,
      isOwn: view.ownerId === actor.personId,
      owner: visibleLine(view.ownerName, 60),
      change: mayChange(view, actor) ? paths.view(view.viewId) : null,
    }
  })
  const own = shown.filter((each) => each.isOwn)
  return {
    view: "incidents/pages/views.njk",
    model: { own, others: shown.filter((each) => !each.isOwn), back: paths.cases },
  }
}

async function newForm(request: PageRequest): Promise<PageAnswer> {
  const query = viewQuery(fieldsFrom(queueQuery, request.query))
  return await form(request, { query, action: paths.views })
}

async function saved(request: PageRequest): Promise<PageAnswer> {
  const { db, at } = request
  const actor = personOf(request)
  const typed = typeof request.form["query"] === "string" ? request.form["query"] : ""
  try {
    const given = fieldsFrom(newView, request.form, ["query"])
    const read = queryOfView(given.query)
    if (read === undefined) throw new Invalid([{ field: "main-content", message: "Save the view from the list again" }])
    mustBeAbleToShare(actor, given.shared)
    if ((await countOwnViews(db, actor.personId)) >= ownLimit)
      throw new Invalid([{ field: "name", message: `You have ${ownLimit} views: delete one first` }])
    const view = { name: given.name, query: viewQuery(read), isShared: given.shared === "yes" }
    if ((await insertView(db, actor.personId, view, at)) === undefined) throw nameTaken()
    return { redirect: address(view.query), flash: `The view ${given.name} has been saved.` }
  } catch (error) {
    if (error instanceof Invalid) return await form(request, { query: typed, action: paths.views, error })
    throw error
  }
}

async function changeForm(request: PageRequest): Promise<PageAnswer> {
  const view = await changeable(request)
  return await form(request, { query: view.query, action: paths.view(view.viewId), view })
}

async function changed(request: PageRequest): Promise<PageAnswer> {
  const { db, at } = request
  const actor = personOf(request)
  const view = await changeable(request)
  try {
    const given = fieldsFrom(changedView, request.form)
    if (given.shared !== (view.isShared ? "yes" : undefined)) mustBeAbleToShare(actor, "yes")
    const change = { name: given.name, isShared: given.shared === "yes" }
    if (!(await updateView(db, rightTo(view, actor), change, at))) throw nameTaken()
    return { redirect: paths.views, flash: `The view ${given.name} has been changed.` }
  } catch (error) {
    if (error instanceof Invalid)
      return await form(request, { query: view.query, action: paths.view(view.viewId), view, error })
    throw error
  }
}

async function deleted(request: PageRequest): Promise<PageAnswer> {
  const view = await changeable(request)
  if (!(await deleteView(request.db, rightTo(view, personOf(request))))) throw new NotFound()
  return { redirect: paths.views, flash: `The view ${visibleLine(view.name, 60)} has been deleted.` }
}

async function changeable(request: PageRequest): Promise<View> {
  const actor = personOf(request)
  const viewId = contentIn(request.params["view"])
  const view = viewId === undefined ? undefined : await viewOf(request.db, actor.personId, viewId)
  if (view === undefined) throw new NotFound()
  if (!mayChange(view, actor)) throw new NotAllowed()
  return view
}

function mayChange(view: View, actor: Actor): boolean {
  return view.ownerId === actor.personId || (view.isShared && may(actor, "share-view"))
}

function rightTo({ viewId }: View, actor: Actor & { readonly personId: number }) {
  return { viewId, personId: actor.personId, mayKeepShared: may(actor, "share-view") }
}

function mustBeAbleToShare(actor: Actor, given: string | undefined): void {
  if (given === "yes" && !may(actor, "share-view")) throw new NotAllowed()
}

function nameTaken(): Invalid {
  return new Invalid([{ field: "name", message: "There is a view of this name already" }])
}

type Form = { readonly query: string; readonly action: string; readonly view?: View; readonly error?: Invalid }

async function form(request: PageRequest, { query, action, view, error }: Form): Promise<PageAnswer> {
  const actor = personOf(request)
  const version = (await currentRules(request.db)).versionAt(request.at)
  const read = queryOfView(query)
  const stored: Fields = view === undefined ? {} : { name: view.name, ...(view.isShared ? { shared: "yes" } : {}) }
  const { query: _query, ...typed } = error === undefined ? stored : request.form
  return {
    view: "incidents/pages/view.njk",
    status: error === undefined ? 200 : 400,
    model: {
      action,
      query: view === undefined ? query : null,
      filters: read === undefined ? [] : chosenIn(read, version).map((each) => each.text),
      mayShare: may(actor, "share-view"),
      deletion: view === undefined ? null : paths.viewDeletion(view.viewId),
      back: view === undefined ? address(query) : paths.views,
      typed,
      faults: error?.fields ?? [],
    },
  }
}
