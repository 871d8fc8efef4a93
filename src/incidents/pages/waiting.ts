// Replies that wait on a case: shown to everybody, undone or sent at once by who wrote them.

import { actorOf } from "../../asked.ts"
import { noteChanges, referencesOf } from "../../cases/index.ts"
import { transaction } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import { macroMoves } from "../../macros/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Actor, may, namesOf } from "../../people/index.ts"
import { nearDayInWords } from "../../time/index.ts"
import { findDraft, hurry, saveDraft, takeOwn, type WaitingReply } from "../../writing/index.ts"
import type { StopReason } from "../go.ts"
import { paths, routes } from "../paths.ts"
import { promisesKept, resolves } from "../send-reply.ts"
import { contentIn, type LoadedCase, loadCase, loadNamed } from "./load.ts"
import { visibleText } from "./visible.ts"

const gone = "It waits no more: it has gone, or you have taken it back already."

export const waitingPages: Page[] = [
  { method: "POST", path: routes.withdrawal, audience: "reply", answer: takenBack },
  { method: "POST", path: routes.dispatch, audience: "reply", answer: sentNow },
]

// The words become the draft again; what was begun meanwhile stands below them.
async function takenBack(request: PageRequest): Promise<PageAnswer> {
  const { db, at } = request
  const loaded = await loadCase(request)
  const { key, personId } = ownKey(request, loaded)
  const goesOn = await whereDealtWith(request, loaded)
  const taken = await transaction(db, async (tx) => {
    const reply = await takeOwn(tx, key, personId)
    if (reply === undefined) return undefined
    const draftKey = { caseId: goesOn.caseId, personId, kind: "reply" } as const
    const begun = await findDraft(tx, draftKey)
    const body = [...new Set([reply.body, begun?.body ?? ""])].filter(Boolean).join("\n\n").slice(0, 100_000)
    const uploads = [...new Set([...reply.uploads, ...(begun?.uploads ?? [])])].slice(0, 20)
    const version = goesOn === loaded ? versionAt(loaded, reply.seq) : goesOn.state.version
    await noteChanges(tx, [key.caseId])
    await saveDraft(tx, draftKey, { body, to: reply.to ?? begun?.to ?? null, uploads, version }, at)
    return reply
  })
  if (taken === undefined) return { redirect: paths.case(loaded.reference), flash: gone }
  const resolution = goesOn === loaded ? plainResolution(taken) : undefined
  if (resolution !== undefined) {
    const redirect = `${paths.verb(loaded.reference, "resolution")}?outcome=${resolution}`
    return { redirect, flash: "Nothing was sent, and the case is not resolved. Your words are here." }
  }
  const lost =
    taken.note === null && macroMoves.parse(taken.moves).length === 0
      ? ""
      : " What the macro would have done is undone too."
  return { redirect: paths.verb(goesOn.reference, "reply"), flash: `Nothing was sent. Your words are here.${lost}` }
}

// The outcome, where nothing but a resolution waited: its form has the words again.
function plainResolution({ note, moves }: WaitingReply): string | undefined {
  const [only, ...more] = macroMoves.parse(moves)
  return note === null && more.length === 0 && only?.move === "resolve" ? only.outcome : undefined
}

// A case that was merged meanwhile is replied to no more: the words are of use where it is dealt with now.
async function whereDealtWith(request: PageRequest, loaded: LoadedCase): Promise<LoadedCase> {
  const { mergedInto } = loaded.state
  if (mergedInto === undefined) return loaded
  const reference = (await referencesOf(request.db, [mergedInto])).get(mergedInto)
  return await whereDealtWith(request, await loadNamed(request, reference ?? ""))
}

async function sentNow(request: PageRequest): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  const { key, personId } = ownKey(request, loaded)
  const isHurried = await hurry(request.db, key, personId, request.at)
  return { redirect: paths.case(loaded.reference), flash: isHurried ? "It goes now." : gone }
}

function ownKey(request: PageRequest, { caseId }: LoadedCase) {
  const { personId } = actorOf(request)
  const replyId = contentIn(request.params["reply"])
  if (replyId === undefined || personId === null) throw new NotFound()
  return { key: { caseId, replyId }, personId }
}

// The version is the number of moves and messages: those that the writer had before them when they sent it off.
function versionAt({ timeline }: LoadedCase, seq: number): number {
  return timeline.filter((each) => each.countsAsChange && each.seq <= seq).length
}

const stopWords = {
  "newer-message": "a newer message came while it waited. Read it, then send your reply again if it still fits",
  left: "you were not let in when it was to go",
  refused: "the case can no longer be replied to",
  infected: "a virus was found in a file that was to go with it. The file is in quarantine",
  restored: "the desk was restored from a backup meanwhile. Look whether the customer has it already",
  "file-gone": "a file that was to go with it is not here any more",
} satisfies Record<StopReason, string>

/** What waits on a case, what of the person's own was stopped, and what was stopped of somebody who cannot come back to it. */
export async function shownWaiting(request: PageRequest, loaded: LoadedCase, all: readonly WaitingReply[]) {
  const actor = actorOf(request)
  const names = await namesOf(
    request.db,
    all.map((each) => each.personId),
  )
  const shown = all.filter(
    (each) => each.state === "waiting" || each.personId === actor.personId || isLeft(each, loaded, actor),
  )
  return shown.map((each) => shownReply(each, loaded, actor, names.get(each.personId) ?? "A former colleague"))
}

// Until somebody else has answered the customer.
function isLeft({ state, reason, seq }: WaitingReply, { timeline }: LoadedCase, actor: Actor): boolean {
  const isAnswered = timeline.some((each) => each.seq > seq && (each.type === "replied" || each.type === "resolved"))
  return state === "stopped" && reason === "left" && !isAnswered && may(actor, "reply")
}

function shownReply(reply: WaitingReply, loaded: LoadedCase, actor: Actor, name: string) {
  const isMine = reply.personId === actor.personId
  const kept = promisesKept(loaded.state, macroMoves.parse(reply.moves), loaded.rules, loaded.at)
  const isLate = reply.goesAt <= loaded.at
  return {
    what: resolves(macroMoves.parse(reply.moves)) ? "resolution" : "reply",
    isMine,
    isStopped: reply.state === "stopped",
    name,
    words: isMine || isLeft(reply, loaded, actor) ? visibleText(reply.body) : null,
    files: reply.uploads.length,
    goesAt: reply.goesAt,
    day: nearDayInWords(reply.goesAt, loaded.at),
    goesIn: Math.max(0, reply.goesAt - loaded.at),
    isLate,
    /** A promise that falls due while the reply waits. */
    promise: kept.find((each) => (each.dueAt ?? Infinity) <= reply.goesAt + dueSoonMilliseconds)?.dueAt ?? null,
    why: Object.entries(stopWords).find(([reason]) => reason === reply.reason)?.[1] ?? "it could not be sent",
    path: paths.waiting(loaded.reference, reply.replyId),
  }
}

const dueSoonMilliseconds = 10_000
