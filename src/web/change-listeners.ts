// Who listens for changes: each is told of the cases that they may see, and of no other; whoever is signed out or disabled is let go.

import { type Changes, visibleAmong } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Actor, actorsOfSessions, may, sightOf } from "../people/index.ts"
import type { Now } from "../time/index.ts"

/** What a stream says: that these cases changed, or so many that everything shown is to be asked for again. */
export type News = {
  readonly cases: Changes["cases"]
  readonly people: Changes["people"]
  readonly mark: string
  /** How far the database had written: whoever asks again reads nothing older. */
  readonly position: string | undefined
}

export type Listener = {
  readonly cookie: string
  /** As the database last had them. */
  actor: Actor
  readonly tell: (news: News) => void
  /** That what they are offered has changed. */
  readonly tellOffers: (news: News) => void
  /** Says nothing, so that both ends know that the other is there. */
  readonly ping: () => void
  readonly end: (why: "signed-out" | "leaving" | "replaced") => void
}

/** A browser has one stream; one that is replaced may not be gone yet, and somebody has two windows. */
const perSessionLimit = 8
/** Somebody may be signed in here and there; whoever signs in again and again does not take everybody's streams. */
const perPersonLimit = 24
const sightsAtOnce = 32

export type Listeners = ReturnType<typeof openListeners>

export function openListeners(db: Db, clock: Now) {
  const all = new Set<Listener>()
  return { all, add, refresh, tell, endAll }

  function add(listener: Listener): void {
    makeRoom((each) => each.cookie === listener.cookie, perSessionLimit)
    makeRoom((each) => each.actor.personId === listener.actor.personId, perPersonLimit)
    all.add(listener)
  }

  // The oldest go, so that whoever opens one more has it.
  function makeRoom(isSame: (each: Listener) => boolean, limit: number): void {
    const same = [...all].filter(isSame)
    for (const oldest of same.slice(0, Math.max(0, same.length - limit + 1))) end(oldest, "replaced")
  }

  function end(listener: Listener, why: Parameters<Listener["end"]>[0]): void {
    all.delete(listener)
    listener.end(why)
  }

  function endAll(why: "leaving"): void {
    for (const each of [...all]) end(each, why)
  }

  /** Asks who the listeners are now: a role may have changed, and a session ended. */
  async function refresh(some: Iterable<Listener> = all): Promise<void> {
    const asked = [...some]
    const actors = await actorsOfSessions(db, [...new Set(asked.map((each) => each.cookie))], clock())
    for (const each of asked) {
      const actor = actors.get(each.cookie)
      if (actor === undefined || !may(actor, "see-cases")) end(each, "signed-out")
      else each.actor = actor
    }
  }

  /** Tells those who may see the cases; each is looked up before anything is said. */
  async function tell(news: News, some: Iterable<Listener> = all): Promise<void> {
    await refresh(some)
    const present = [...some].filter((each) => all.has(each))
    const { cases, people } = news
    if (cases === "many") for (const each of present) each.tell(news)
    else if (cases.length > 0) for (const few of batched(bySight(present))) await tellFew(few, { ...news, cases })
    for (const each of present) if (isOneOf(each.actor, people)) each.tellOffers(news)
  }

  async function tellFew(few: Listener[][], news: News & { readonly cases: readonly number[] }): Promise<void> {
    const actors = few.flatMap(([first]) => first?.actor ?? [])
    const visible = await visibleAmong(db, actors, news.cases)
    few.forEach((alike, index) => {
      const cases = visible[index] ?? []
      if (cases.length > 0) for (const each of alike) each.tell({ ...news, cases })
    })
  }
}

function isOneOf({ personId }: Actor, people: Changes["people"]): boolean {
  return people === "many" || (personId !== null && people.includes(personId))
}

function bySight(listeners: readonly Listener[]): Listener[][] {
  return [...Map.groupBy(listeners, (each) => sightOf(each.actor)).values()]
}

function batched<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / sightsAtOnce) }, (_none, index) =>
    list.slice(index * sightsAtOnce, (index + 1) * sightsAtOnce),
  )
}
