// Where the week is played: the desk with its clock in the past, moved on from scene to scene as a running desk would have moved.

import { type ChangedCase, noticeRecorder, settleDueCase } from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import { type Inbox, letterHandlers, letterParser } from "../inbox/index.ts"
import { type Letterhead, type Outgoing, openOutgoing, sendNotice } from "../notices/index.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { StaffName } from "./cast.ts"
import type { When } from "./moments.ts"
import { firstDueCase, waitingNotices } from "./store.ts"

/** What the scenes are played on. */
export type Stage = {
  readonly db: Db
  readonly rules: Rulebook
  readonly letterhead: Letterhead
  readonly actors: Readonly<Record<StaffName, Actor>>
  /** The cases so far, by the name that the story gives them. */
  readonly cases: Map<string, ChangedCase>
  readonly momentOf: (when: When) => EpochMilliseconds
  readonly inbox: Inbox
  readonly waysOut: { readonly caught: Outgoing; readonly refused: Outgoing }
  readonly clock: { at: EpochMilliseconds }
}

/** One thing that somebody did. */
export type Scene = When & { readonly play: (stage: Stage, at: EpochMilliseconds) => Promise<void> }

export type StageParts = Omit<Stage, "cases" | "inbox" | "waysOut" | "clock">

/** A stage to play on; close it when the week is over. */
export function openStage(parts: StageParts): { readonly stage: Stage; readonly close: () => Promise<void> } {
  const { db, letterhead } = parts
  const clock = { at: 0 }
  const parser = letterParser()
  const ours = { key: letterhead.key, mailAddress: letterhead.mailAddress, prefixes: ["INC"] }
  const inbox: Inbox = { db, now: () => clock.at, parser, ours, handlers: letterHandlers(db) }
  const ways = waysOut(letterhead)
  const close = async () => {
    await ways.caught.close()
    await parser.close()
  }
  return { stage: { ...parts, cases: new Map(), inbox, waysOut: ways, clock }, close }
}

/** The one address of the story that no server knows. */
export const unknownAddress = "joan.feris@northmere.example"

// Nobody of the story is ever written to in earnest, whatever relay the desk has: the mailbox page catches what they are sent, and a
// relay of the story refuses the one address that does not exist.
function waysOut(letterhead: Letterhead): Stage["waysOut"] {
  const caught = openOutgoing({ letterhead, onError: () => {} })
  const relay = { send: async () => ({ is: "refused", code: "550 5.1.1" }) as const, close: () => {} }
  return { caught, refused: { ...caught, relay } }
}

/** Plays the scenes in the order of their moments, and lets the time pass between them and after them until `end`. */
export async function played(stage: Stage, scenes: readonly Scene[], end: EpochMilliseconds): Promise<void> {
  const timed = scenes.map((scene) => ({ scene, at: stage.momentOf(scene) }))
  for (const { scene, at } of timed.toSorted((one, other) => one.at - other.at)) {
    await timePassed(stage, at)
    await scene.play(stage, at)
    await noticesSent(stage, at)
  }
  await timePassed(stage, end)
}

const second = 1000

// What the sweep of each second would have announced, at the second in which it would have.
async function timePassed(stage: Stage, until: EpochMilliseconds): Promise<void> {
  const { db, rules, clock } = stage
  for (;;) {
    const due = await firstDueCase(db, until)
    if (due === undefined) break
    clock.at = Math.min(Math.ceil(due.nextAt / second) * second, until)
    await settleDueCase(db, due.caseId, rules, clock.at)
  }
  clock.at = until
}

// A second or two after the verb, as jobs are done.
async function noticesSent(stage: Stage, at: EpochMilliseconds): Promise<void> {
  const { db, clock, waysOut } = stage
  clock.at = at + 2 * second
  const recorder = noticeRecorder(db)
  for (const { caseId, noticeId, recipient } of await waitingNotices(db, clock.at)) {
    const way = recipient === unknownAddress ? waysOut.refused : waysOut.caught
    await sendNotice(db, { caseId, noticeId }, way, recorder, () => clock.at)
  }
}
