// What the page of a case shows beside its history: the two forms with their drafts, replies that wait, who else is here, who follows.

import { actorOf } from "../../asked.ts"
import type { PageRequest } from "../../page.ts"
import { followersOf, markPresent, markSeen, othersPresent } from "../../writing/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { shownMoves } from "./moves.ts"
import { shownWaiting } from "./waiting.ts"
import { shownWriting } from "./writing-view.ts"

/** Whoever asks is here from now on, and has seen the case as it is. */
export async function besideCase(request: PageRequest, loaded: LoadedCase) {
  const { db, at } = request
  const { personId } = actorOf(request)
  const { caseId, reference, state } = loaded
  // A page that asks again by itself says nothing of who looks at it.
  const looker = request.frame === "live" ? null : personId
  const moves = shownMoves(loaded, actorOf(request))
  const [waiting, present, followers, reply, note] = await Promise.all([
    shownWaiting(request, loaded),
    othersPresent(db, caseId, personId, at),
    followersOf(db, caseId),
    moves.mayReply ? shownWriting("reply", request, loaded) : null,
    moves.mayNote ? shownWriting("note", request, loaded, undefined, false) : null,
    looker === null ? undefined : markPresent(db, { caseId, personId: looker, isReplying: false }, at),
    looker === null ? undefined : markSeen(db, { caseId, personId: looker, version: state.version }, at),
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
