// When open pages are told that cases changed: one look at the database each second for all of them, and at once after a hint. The
// second is the rule; a hint that is lost, or a change by another process, costs no more than that.

import { type ChangeMark, type Changes, changeMark, changesSince, recentChanges } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import type { Now } from "../time/index.ts"
import { type Listener, type Listeners, openListeners } from "./change-listeners.ts"

export type LiveChanges = {
  /** Somebody has just changed something here. Many hints within a moment are one. */
  readonly hint: () => void
  /** Begins to tell; first what changed since `after`, or within the last seconds where nobody knows. */
  readonly listen: (listener: Listener, after: ChangeMark | undefined) => Promise<void>
  readonly leave: (listener: Listener) => void
  readonly count: () => number
  /** Lets everybody go, so that they ask elsewhere. */
  readonly stop: () => void
}

type Parts = {
  readonly db: Db
  readonly clock: Now
  readonly position: () => Promise<string | undefined>
  readonly isLeaving: () => boolean
  readonly onError: (error: unknown) => void
}

const roundMs = 1000
/** Hints within this time share a look. */
const hintMs = 40
const pingRounds = 15
/** Sessions are asked about this often where nothing changes; where something does, before it is told. */
const refreshRounds = 2
const recentSeconds = 10

export function openChanges(parts: Parts): LiveChanges {
  const listeners = openListeners(parts.db, parts.clock)
  const looking = openLooking(parts, listeners)
  let rounds: ReturnType<typeof setInterval> | undefined
  let hinted: ReturnType<typeof setTimeout> | undefined
  let round = 0
  return {
    hint: () => {
      if (listeners.all.size > 0) hinted ??= setTimeout(afterHint, hintMs)
    },
    listen,
    leave: (listener) => {
      listeners.all.delete(listener)
      if (listeners.all.size === 0) rest()
    },
    count: () => listeners.all.size,
    stop: () => {
      listeners.endAll("leaving")
      rest()
    },
  }

  function afterHint(): void {
    hinted = undefined
    void looking.look()
  }

  async function listen(listener: Listener, after: ChangeMark | undefined): Promise<void> {
    await looking.begin()
    listeners.add(listener)
    rounds ??= setInterval(each, roundMs).unref()
    await looking.catchUp(listener, after)
  }

  function each(): void {
    round += 1
    if (parts.isLeaving()) listeners.endAll("leaving")
    if (round % pingRounds === 0) for (const listener of listeners.all) listener.ping()
    void looking.look(round % refreshRounds === 0)
  }

  function rest(): void {
    clearInterval(rounds)
    clearTimeout(hinted)
    rounds = hinted = undefined
    looking.forget()
  }
}

const everything = { cases: "many", people: "many" } as const

// One look at a time. After one that failed nobody knows what was missed: everybody asks for everything again.
function openLooking({ db, position, onError }: Parts, listeners: Listeners) {
  let mark: ChangeMark | undefined
  let isDoubtful = false
  let running: Promise<void> | undefined
  let isWanted = false
  return { begin, look, catchUp, forget }

  async function begin(): Promise<void> {
    mark ??= await changeMark(db)
  }

  function forget(): void {
    mark = undefined
  }

  async function look(mustRefresh = false): Promise<void> {
    isWanted = true
    running ??= looks(mustRefresh).finally(() => {
      running = undefined
    })
    await running
  }

  async function looks(mustRefresh: boolean): Promise<void> {
    while (isWanted) {
      isWanted = false
      await once(mustRefresh).catch((error: unknown) => {
        isDoubtful = true
        onError(error)
      })
    }
  }

  async function once(mustRefresh: boolean): Promise<void> {
    const since = mark
    if (listeners.all.size === 0 || since === undefined) return
    const found = await changesSince(db, since)
    const { cases, people } = isDoubtful ? everything : found
    if (cases.length + people.length > 0)
      await listeners.tell({ mark: found.mark, cases, people, position: await position() })
    else if (mustRefresh) await listeners.refresh()
    // Where everybody has left meanwhile, whoever comes next begins anew.
    if (mark === since) mark = found.mark
    isDoubtful = false
  }

  // What changed between the making of a page and its first word with us.
  async function catchUp(listener: Listener, after: ChangeMark | undefined): Promise<void> {
    const known = mark ?? ""
    const found = after === undefined ? await recentChanges(db, recentSeconds) : await missedSince(after)
    if (found.cases.length + found.people.length > 0)
      await listeners.tell({ ...found, mark: known, position: await position() }, [listener])
  }

  // A mark of before anything is kept, or of nobody's making: then everything may have changed.
  async function missedSince(after: ChangeMark): Promise<Omit<Changes, "mark">> {
    try {
      return await changesSince(db, after)
    } catch (error) {
      if (error instanceof Error && "code" in error && String(error.code).startsWith("22")) return everything
      throw error
    }
  }
}
