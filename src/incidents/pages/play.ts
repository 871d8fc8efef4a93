// Going through a view case by case. What somebody goes through is kept in the database, so that it outlasts a reply, a break and a session.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { beginPlay, endPlay, nextInPlay, playOf, referencesOf } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { counted } from "../../time/index.ts"
import { paths, routes } from "../paths.ts"
import { fromList } from "./list-behind.ts"
import { chosenIn } from "./queue-choices.ts"
import { filterOf, queryOfView, viewQuery } from "./queue-filter.ts"
import { address } from "./view-tabs.ts"
import { personOf } from "./views.ts"

const given = z.strictObject({ query: z.string().max(2000) })

export const playPages: Page[] = [
  {
    method: "POST",
    path: routes.play,
    audience: "follow",
    answer: async (request) => {
      const query = queryOfView(fieldsFrom(given, request.form, ["query"]).query)
      if (query === undefined) throw new Invalid([{ field: "main-content", message: "Begin from the list again" }])
      await beginPlay(request.db, personOf(request).personId, viewQuery(query), request.at)
      return await next(request)
    },
  },
  { method: "POST", path: routes.playNext, audience: "follow", answer: next },
  {
    method: "POST",
    path: routes.playEnd,
    audience: "follow",
    answer: async (request) => {
      const { personId } = personOf(request)
      const play = await playOf(request.db, personId)
      await endPlay(request.db, personId)
      return { redirect: address(play?.query ?? "") }
    },
  },
]

async function next(request: PageRequest): Promise<PageAnswer> {
  const { db, at } = request
  const actor = personOf(request)
  const play = await playOf(db, actor.personId)
  const query = play && queryOfView(play.query)
  if (play === undefined || query === undefined) return { redirect: paths.cases }
  const found = await nextInPlay(db, actor, play, filterOf(query, at), at)
  if (found !== undefined) return { redirect: `${paths.case(found.reference)}${fromList(query)}` }
  await endPlay(db, actor.personId)
  const words =
    play.given.length === 0
      ? "Nobody is left for you here: colleagues have these cases before them."
      : lastWords(play.given.length)
  return { redirect: address(play.query), flash: words }
}

function lastWords(count: number): string {
  return `That was the last one: you have been through ${counted(count, "case")}.`
}

/** What the page of a case says of the view that somebody goes through; null where they go through none. */
export async function shownPlay(request: PageRequest, caseId: number) {
  const { db, at } = request
  const play = await playOf(db, personOf(request).personId)
  const query = play && queryOfView(play.query)
  if (play === undefined || query === undefined) return null
  const version = (await currentRules(db)).versionAt(at)
  const present =
    play.presentCase === null ? undefined : (await referencesOf(db, [play.presentCase])).get(play.presentCase)
  return {
    filters: chosenIn(query, version).map((each) => each.text),
    href: address(play.query),
    count: play.given.length,
    elsewhere:
      play.presentCase === caseId || present === undefined
        ? null
        : { reference: present, href: `${paths.case(present)}${fromList(query)}` },
    next: paths.playNext,
    end: paths.playEnd,
  }
}
