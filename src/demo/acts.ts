// What people do in the week, each by the verb that the desk's own pages and letters use.

import type { ChangedCase, Requester } from "../cases/index.ts"
import { keepLetter, readLetter } from "../inbox/index.ts"
import {
  type Ask,
  addNote,
  assignIncident,
  classifyIncident,
  closeIncident,
  escalateIncident,
  type Hold,
  holdIncident,
  type Outcome,
  openIncident,
  redactContent,
  reopenIncident,
  replyToCustomer,
  resolveIncident,
  resumeIncident,
} from "../incidents/index.ts"
import { replyAddressFor } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { StaffName } from "./cast.ts"
import { rawLetter, type WrittenLetter } from "./letters.ts"
import type { When } from "./moments.ts"
import type { Scene, Stage } from "./stage.ts"
import { firstWordsOf, letterCase } from "./store.ts"

export type Told = {
  readonly from: Requester
  readonly subject: string
  readonly words: string
  /** The charter's conditions that were answered with yes. */
  readonly yes?: readonly string[]
}

/** An adviser answers a call and logs it, or logs a letter on paper that came some minutes before. */
export function logs(who: StaffName, name: string, when: When, told: Told, paperMinutesAgo?: number): Scene {
  return scene(when, async (stage, at) => {
    const isPaper = paperMinutesAgo !== undefined
    const contact = {
      ...contactFrom(stage, told),
      channel: isPaper ? ("letter" as const) : ("phone" as const),
      receivedAt: isPaper ? at - paperMinutesAgo * 60_000 : at,
    }
    stage.cases.set(
      name,
      await openIncident(stage.db, contact, { by: stage.actors[who].personId ?? "system", rules: stage.rules, at }),
    )
  })
}

/** Somebody fills in the form on the website. */
export function reports(name: string, when: When, told: Told): Scene {
  return scene(when, async (stage, at) => {
    const contact = { ...contactFrom(stage, told), channel: "web" as const, receivedAt: at }
    stage.cases.set(name, await openIncident(stage.db, contact, { by: "customer", rules: stage.rules, at }))
  })
}

/** A letter arrives that opens the case of this name; without a name, it is left to the desk what becomes of it. */
export function writes(name: string | undefined, when: When, letter: WrittenLetter): Scene {
  return scene(when, async (stage, at) => {
    const found = await delivered(stage, letter, stage.letterhead.mailAddress, at)
    if (name !== undefined && found !== undefined) stage.cases.set(name, found)
  })
}

/**
 * The customer answers a letter of the desk's, to the address that it was told to answer to. `issuedTo` is whom that was told, where
 * somebody else writes.
 */
export function answers(name: string, when: When, letter: WrittenLetter, issuedTo = letter.from.email): Scene {
  return scene(when, async (stage, at) => {
    const { key, mailAddress } = stage.letterhead
    const to = replyAddressFor(key, mailAddress, caseNamed(stage, name).caseId, issuedTo)
    await delivered(stage, letter, to, at)
  })
}

/** Somebody writes to the desk's plain address, and names a case. */
export function names(name: string, when: When, letter: (reference: string) => WrittenLetter): Scene {
  return scene(when, async (stage, at) => {
    await delivered(stage, letter(caseNamed(stage, name).reference), stage.letterhead.mailAddress, at)
  })
}

export function takes(who: StaffName, name: string, when: When): Scene {
  return verb(who, name, when, (db, ask) => assignIncident(db, ask, "me"))
}

/** `to` is the id of a team. */
export function passes(who: StaffName, name: string, when: When, to: string): Scene {
  return verb(who, name, when, (db, ask) => assignIncident(db, ask, to))
}

export function classifies(who: StaffName, name: string, when: When, yes: readonly string[]): Scene {
  return verb(who, name, when, (db, ask) => classifyIncident(db, ask, { answers: allYes(yes) }))
}

export function replies(who: StaffName, name: string, when: When, body: string): Scene {
  return verb(who, name, when, (db, ask) => replyToCustomer(db, ask, { body }))
}

export function notes(who: StaffName, name: string, when: When, body: string): Scene {
  return verb(who, name, when, (db, ask) => addNote(db, ask, body))
}

/** On hold; `hours` sets how long, in hours of the clock. */
export function holds(who: StaffName, name: string, when: When, what: Hold["for"], hours?: number): Scene {
  return verb(who, name, when, (db, ask) =>
    holdIncident(db, ask, { for: what, ...(hours === undefined ? {} : { until: ask.at + hours * 3_600_000 }) }),
  )
}

export function resumes(who: StaffName, name: string, when: When): Scene {
  return verb(who, name, when, resumeIncident)
}

/** `to` is a step of a chain; without it, the next one. */
export function escalates(who: StaffName, name: string, when: When, reason: string, to?: string): Scene {
  return verb(who, name, when, (db, ask) => escalateIncident(db, ask, { reason, ...(to === undefined ? {} : { to }) }))
}

export function resolves(who: StaffName, name: string, when: When, outcome: Outcome, body: string): Scene {
  return verb(who, name, when, (db, ask) => resolveIncident(db, ask, { outcome, body }))
}

export function reopens(who: StaffName, name: string, when: When, reason: string): Scene {
  return verb(who, name, when, (db, ask) => reopenIncident(db, ask, reason))
}

export function closes(who: StaffName, name: string, when: When): Scene {
  return verb(who, name, when, closeIncident)
}

/** Erases the words of the first message of a case. */
export function redacts(who: StaffName, name: string, when: When, authority: string, reason: string): Scene {
  return scene(when, async (stage, at) => {
    const content = await firstWordsOf(stage.db, caseNamed(stage, name).caseId)
    await redactContent(stage.db, asked(stage, who, name, at), { content, authority, reason })
  })
}

function scene(when: When, play: Scene["play"]): Scene {
  return { ...when, play }
}

function verb(
  who: StaffName,
  name: string,
  when: When,
  run: (db: Stage["db"], ask: Ask) => Promise<ChangedCase>,
): Scene {
  return scene(when, async (stage, at) => {
    stage.cases.set(name, await run(stage.db, asked(stage, who, name, at)))
  })
}

function asked(stage: Stage, who: StaffName, name: string, at: EpochMilliseconds): Ask {
  return { actor: stage.actors[who], reference: caseNamed(stage, name).reference, rules: stage.rules, at }
}

function caseNamed({ cases }: Stage, name: string): ChangedCase {
  const found = cases.get(name)
  if (found === undefined) throw new Error(`the story has no case ${name} yet`)
  return found
}

function contactFrom({ rules, momentOf }: Stage, { from, subject, words, yes }: Told) {
  return {
    requester: from,
    subject,
    correspondence: { body: words },
    service: rules.versionAt(momentOf({ before: 0 })).charter.service.id,
    ...(yes === undefined ? {} : { answers: allYes(yes) }),
  }
}

function allYes(conditions: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(conditions.map((each) => [each, true]))
}

// Kept and read as the listener and its job would have; gives the case that it was filed on, if it was.
async function delivered(stage: Stage, letter: WrittenLetter, to: string, at: EpochMilliseconds) {
  const raw = await rawLetter(letter, to, at)
  const envelope = { from: letter.from.email, to: [to] }
  const letterId = await keepLetter(stage.db, { raw, envelope, source: "smtp", receivedAt: at })
  stage.clock.at = at + 1000
  await readLetter(stage.inbox, letterId)
  return await letterCase(stage.db, letterId)
}
