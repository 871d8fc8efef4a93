// The list that somebody came to a case from: a filter in the case's address, read as strictly as the address of the list itself. It
// names no place, so that it leads nowhere but to that list.

import { isPlace } from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { chosenIn } from "./queue-choices.ts"
import { type QueueQuery, queryOfView, viewQuery } from "./queue-filter.ts"
import { address } from "./view-tabs.ts"

/** A longer one is not carried along: the case opens all the same. */
const limit = 1000

/** The list in the address of a case; all open cases where there is none, or none that this release reads. */
export function listBehind({ query }: Pick<PageRequest, "query">): QueueQuery {
  const { from } = query
  const read = typeof from === "string" && from.length <= limit ? queryOfView(from) : undefined
  return read === undefined || (read.after !== undefined && !isPlace(read.after)) ? {} : read
}

/** What the address of a case ends in, so that its page knows the list: the page of the list too, where it was not the first. */
export function fromList(query: QueueQuery): string {
  const text = listText(query)
  return text === "" || text.length > limit ? "" : `?${new URLSearchParams({ from: text })}`
}

/** The way back to a list, in words. */
export function linkToList(query: QueueQuery, version: CharterVersion) {
  const filters = chosenIn(query, version).map((each) => each.text)
  return { href: address(listText(query)), text: filters.length === 0 ? "All open cases" : filters.join(", ") }
}

/** A page of a case that keeps the list: its links and forms end in `from`, which is `listText` in an address, and so does the case that it leads to. */
export function keepingList(page: Page): Page {
  return {
    ...page,
    answer: async (request) => withList(await page.answer(request), listBehind(request)),
  }
}

function withList(answer: PageAnswer, query: QueueQuery): PageAnswer {
  const from = fromList(query)
  if ("view" in answer) return { ...answer, model: { ...answer.model, from, listText: listText(query) } }
  if (from === "" || !("redirect" in answer) || !answer.redirect.startsWith("/desk/cases/")) return answer
  const [place = "", entry] = answer.redirect.split("#", 2)
  const kept = place.includes("?") ? `${place}&${from.slice(1)}` : place + from
  return { ...answer, redirect: entry === undefined ? kept : `${kept}#${entry}` }
}

/** A list as the address of a case has it. */
export function listText(query: QueueQuery): string {
  const fields = new URLSearchParams(viewQuery(query))
  if (query.after !== undefined) fields.append("after", query.after)
  return fields.toString()
}
