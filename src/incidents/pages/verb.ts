// How a verb gets its page: the form, and what becomes of it. Whatever is refused, the person reads why and keeps what they typed.

import type { z } from "zod"
import { actorOf } from "../../asked.ts"
import type { ChangedCase } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { type Db, repeatable } from "../../database/index.ts"
import { Invalid, Refused, Stale } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type AuditAction, type Right, record } from "../../people/index.ts"
import { type Ask, moved } from "../ask.ts"
import { type Noun, paths, routes } from "../paths.ts"
import { claimOf, newFormNumber, readFields } from "./form.ts"
import { headingOf, type LoadedCase, loadCase } from "./load.ts"
import { changesSince, type ShownChange } from "./stale.ts"

type Hidden = { readonly version: number; readonly once: string }

/** What a verb gives, so far as its page needs it. */
type Done = Pick<ChangedCase, "reference">

export type Verb<Given extends Hidden, Changed extends Done = ChangedCase> = {
  readonly noun: Noun
  readonly right: Right
  /** The move of the lifecycle; null where the verb is legal in every state. */
  readonly move: string | null
  readonly view: string
  /** Why it cannot be done as the case stands, which the page says instead of its form; null where it can. */
  readonly stands?: (loaded: LoadedCase) => string | null
  readonly given: z.ZodType<Given>
  /** What the form needs beside the case, and what it starts with. */
  readonly shows?: (loaded: LoadedCase, request: PageRequest, error?: Error) => object | Promise<object>
  readonly starts?: (loaded: LoadedCase, request: PageRequest) => Fields | Promise<Fields>
  /** Whether a form was sent to be looked at once more before anything is done. */
  readonly previews?: (form: Fields) => boolean
  readonly asks: (db: Db, ask: Ask, given: Given) => Promise<Changed>
  /** Said on the next page. */
  readonly says: (changed: Changed, request: PageRequest) => string
}

/** The form of a verb and what it is sent to, at one address. */
export function verbPages<Given extends Hidden, Changed extends Done = ChangedCase>(
  verb: Verb<Given, Changed>,
): Page[] {
  const place = { path: routes.verb(verb.noun), audience: verb.right }
  return [
    { ...place, method: "GET", answer: (request) => form(verb, request) },
    { ...place, method: "POST", answer: (request) => sent(verb, request) },
  ]
}

async function form<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  // An illegal move is refused before anybody types anything.
  if (verb.move !== null) moved(loaded, verb.move)
  const why = verb.stands?.(loaded) ?? null
  if (why !== null) return await shown(verb, request, loaded, {}, new Refused(why))
  try {
    return await shown(verb, request, loaded, (await verb.starts?.(loaded, request)) ?? {})
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await shown(verb, request, loaded, request.query, error)
  }
}

async function sent<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
): Promise<PageAnswer> {
  try {
    if (verb.previews?.(request.form) === true) return await preview(verb, request)
    // Each form is sent once, however often it arrives.
    const changed = await repeatable(() => asked(verb, request))
    return { redirect: paths.case(changed.reference), flash: verb.says(changed, request) }
  } catch (error) {
    if (error instanceof Invalid || error instanceof Refused || error instanceof Stale) {
      return await again(verb, request, error)
    }
    throw error
  }
}

async function preview<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
): Promise<PageAnswer> {
  readFields(verb.given, request.form)
  const { version: _seen, once: _used, ...typed } = request.form
  return await shown(verb, request, await loadCase(request), typed)
}

async function asked<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
): Promise<Changed> {
  const { db, at, form, params } = request
  const actor = actorOf(request)
  const given = readFields(verb.given, form)
  const reference = params["reference"] ?? ""
  const claim = claimOf(actor, `${verb.noun} ${reference}`, form)
  const rules = await currentRules(db)
  return await verb.asks(db, { actor, reference, rules, at, version: given.version, claim }, given)
}

async function again<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
  error: Invalid | Refused | Stale,
): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  if (error instanceof Refused) await recordRefusal(verb.noun, request, loaded.reference)
  const { version, once: _used, ...typed } = request.form
  return await shown(
    verb,
    request,
    loaded,
    typed,
    error,
    error instanceof Stale ? changesSince(loaded, Number(version)) : [],
  )
}

async function shown<Given extends Hidden, Changed extends Done>(
  verb: Verb<Given, Changed>,
  request: PageRequest,
  loaded: LoadedCase,
  typed: Fields,
  error?: Invalid | Refused | Stale,
  changes: readonly ShownChange[] = [],
): Promise<PageAnswer> {
  const more = await verb.shows?.(loaded, request, error)
  return {
    view: verb.view,
    status: statusOf(error),
    model: {
      case: headingOf(loaded),
      action: paths.verb(loaded.reference, verb.noun),
      refusal: error instanceof Refused ? error.message : null,
      changes,
      ...more,
      typed,
      faults: error instanceof Invalid ? error.fields : [],
      once: newFormNumber(),
    },
  }
}

function statusOf(error: Invalid | Refused | Stale | undefined): number {
  if (error === undefined) return 200
  return error instanceof Invalid ? 400 : error instanceof Stale ? 409 : 422
}

/** A refusal is kept in the audit: who was told no, of which case. */
export async function recordRefusal(action: AuditAction, request: PageRequest, reference: string): Promise<void> {
  const { db, at, remoteAddress } = request
  const { personId } = actorOf(request)
  await record(db, { action, outcome: "refused", personId, target: [reference], remote: remoteAddress }, at)
}
