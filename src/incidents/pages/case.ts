// The page of a case: what it promises, what may be done, and everything that was said.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { referencesOf } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { type Db, snapshot } from "../../database/index.ts"
import { type NoticeOfCase, noticesOfCase } from "../../notices/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { record } from "../../people/index.ts"
import { type WaitingReply, waitingOnCase } from "../../writing/index.ts"
import { paths, routes } from "../paths.ts"
import { besideCase } from "./beside-case.ts"
import { shownClocks } from "./clock-view.ts"
import { shownClassification, shownFacts } from "./facts-view.ts"
import { type Merged, mergedInto, shownFamily } from "./family-view.ts"
import { newFormNumber, readFields } from "./form.ts"
import { historyPart } from "./history-part.ts"
import { linkToList, listBehind } from "./list-behind.ts"
import { headingOf, type LoadedCase, loadIn } from "./load.ts"
import { shownMoves } from "./moves.ts"
import { shownNotices } from "./notice-view.ts"
import { shownOrganisation } from "./organisation.ts"
import { shownPlay } from "./play.ts"
import { queuePane } from "./queue-pane.ts"
import { toldUnion } from "./timeline-view.ts"

const place = /^[\w-]{1,60}$/

const query = z.strictObject({
  order: z.enum(["newest", "oldest"], "Order is newest or oldest").default("newest"),
  /** What went as promised is left out unless somebody asks: it would bury what people wrote. */
  show: z.enum(["all"], "Show is all").optional(),
  /** A long history goes on after this entry. */
  after: z.string().regex(place, "This is not where a part of the history ended").optional(),
  /** The entry that a link leads to: the part that it stands in is shown. */
  entry: z.string().regex(place, "There is no such entry").optional(),
  /** The list that they came from: `listBehind` reads it. */
  from: z.unknown().optional(),
  /** Set by the form that logged the call: the reference is shown to be read out. */
  logged: z.literal("yes", "Logged is yes").optional(),
})

export const casePage: Page = {
  method: "GET",
  path: routes.case,
  audience: "see-cases",
  answer: async (request) => {
    const { order, logged, show, after, entry } = readFields(query, request.query)
    const read = await readCase(request)
    const { loaded, merged } = read
    // Nothing is answered before it is on record who reads.
    const [model] = await Promise.all([caseModel(request, read), recordReading(request, loaded.reference)])
    return {
      view: "incidents/pages/case.njk",
      model: {
        ...model,
        order,
        isWhole: show === "all",
        logged: logged === "yes",
        history: historyPart(toldUnion(loaded, merged.cases, order, show === "all"), order, { after, entry }),
      },
    }
  },
}

/** What changes with the case: read as it was at one moment, so that no part of the page contradicts another. */
type ReadCase = {
  readonly loaded: LoadedCase
  readonly merged: Merged
  readonly notices: readonly NoticeOfCase[]
  readonly replies: readonly WaitingReply[]
}

async function readCase(request: PageRequest): Promise<ReadCase> {
  const { db, params } = request
  const rules = await currentRules(db)
  return await snapshot(db, async (tx) => {
    const loaded = await loadIn(tx, request, rules, params["reference"] ?? "")
    const merged = await mergedInto(tx, request, loaded)
    const notices = await noticesOfCase(tx, loaded.caseId)
    return { loaded, merged, notices, replies: await waitingOnCase(tx, loaded.caseId) }
  })
}

async function caseModel(request: PageRequest, { loaded, merged, notices, replies }: ReadCase) {
  const behind = listBehind(request)
  const [pane, related, beside, family] = await Promise.all([
    // Where only the case is asked for the queue is on the screen already.
    request.frame === undefined ? queuePane(request, loaded.reference) : undefined,
    relatedCases(request.db, loaded),
    besideCase(request, loaded, replies),
    shownFamily(request, loaded, merged),
  ])
  return {
    case: headingOf(loaded),
    pane,
    list: linkToList(behind, loaded.version),
    facts: { ...shownFacts(loaded), organisation: await shownOrganisation(request, loaded) },
    classification: shownClassification(loaded),
    clocks: shownClocks(loaded),
    moves: shownMoves(loaded, actorOf(request)),
    notices: shownNotices(notices, loaded),
    related,
    play: await shownPlay(request, loaded.caseId),
    ...beside,
    family,
    once: newFormNumber(),
  }
}

// The case that this one follows, and the one that follows it.
async function relatedCases(db: Db, { state }: LoadedCase) {
  const ids = [state.follows, state.followedBy].flatMap((id) => id ?? [])
  const references = await referencesOf(db, ids)
  const linked = (id: number | null) => {
    const reference = id === null ? undefined : references.get(id)
    return reference === undefined ? null : { reference, href: paths.case(reference) }
  }
  return { before: linked(state.follows), after: linked(state.followedBy) }
}

/** Who looked at whose words is kept, in the audit that nobody can change. */
export async function recordReading(request: PageRequest, target: string): Promise<void> {
  const { personId } = actorOf(request)
  const { db, at, remoteAddress } = request
  await record(db, { action: "read", outcome: "done", personId, target: [target], remote: remoteAddress }, at)
}
