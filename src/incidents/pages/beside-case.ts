// What the page of a case shows beside its history: the two forms with their drafts, replies that wait, who else is here, who follows.

import { actorOf } from "../../asked.ts"
import type { PageRequest } from "../../page.ts"
import { companyOf, draftsOf, markLooking, type WaitingReply } from "../../writing/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { shownMoves } from "./moves.ts"
import { shownWaiting } from "./waiting.ts"
import { begunWriting } from "./writing-view.ts"

const noDrafts: Awaited<ReturnType<typeof draftsOf>> = new Map()

/** Whoever asks is here from now on, and has seen the case as it is. */
export async function besideCase(request: PageRequest, loaded: LoadedCase, replies: readonly WaitingReply[]) {
  const { db, at } = request
  const { personId } = actorOf(request)
  const { caseId, reference, state } = loaded
  // A page that asks again by itself says nothing of who looks at it.
  const looker = request.frame === "live" ? null : personId
  const moves = shownMoves(loaded, actorOf(request))
  const writes = personId !== null && (moves.mayReply || moves.mayNote)
  const drafts = writes ? draftsOf(db, caseId, personId) : Promise.resolve(noDrafts)
  const [waiting, { present, followers }, reply, note] = await Promise.all([
    shownWaiting(request, loaded, replies),
    companyOf(db, caseId, personId, at),
    moves.mayReply ? drafts.then((all) => begunWriting("reply", request, loaded, all.get("reply"))) : null,
    moves.mayNote ? drafts.then((all) => begunWriting("note", request, loaded, all.get("note"), false)) : null,
    looker === null ? undefined : markLooking(db, { caseId, personId: looker, version: state.version }, at),
  ])
  return {
    caseNumber: caseId,
    waiting,
    present,
    attendancePath: paths.attendance(reference),
    followers: followers.map((each) => each.name),
    isFollowing: followers.some((each) => each.personId === personId),
    followingPath: paths.following(reference),
    macrosPath: moves.mayNote ? paths.macros(reference) : null,
    writing: { reply, note },
  }
}
