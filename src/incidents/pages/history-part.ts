// A long history a part at a time: the first part of the order asked for, and the way to the rest.

import { type ShownEntry, shownEntry, type TimelineOrder, type ToldTimeline } from "./timeline-view.ts"

export type HistoryPart = {
  readonly entries: readonly ShownEntry[]
  readonly hidden: number
  /** Whether it goes on from another part. */
  readonly isPart: boolean
  /** The part that comes next: the entry that it begins after, and the words of the link. */
  readonly more: { readonly after: string; readonly words: string } | null
}

/** Where a part begins: after an entry, or with one that a link led to. At the beginning where neither is named. */
export type PartPlace = { readonly after?: string | undefined; readonly entry?: string | undefined }

/** As much as somebody reads before they ask for more. */
const partLimit = 40

/** The part of a history that is looked at. An entry that stands in the first part is shown there. */
export function historyPart(
  { entries: all, hidden }: ToldTimeline,
  order: TimelineOrder,
  place: PartPlace,
): HistoryPart {
  const begin = beginOf(all, place)
  const told = all.slice(begin, begin + partLimit)
  const left = all.length - begin - told.length
  const last = told.at(-1)
  const words = `${order === "newest" ? "earlier" : "later"} entries (${left} more)`
  return {
    entries: told.map(shownEntry),
    hidden,
    isPart: begin > 0,
    more: left === 0 || last === undefined ? null : { after: last.id, words },
  }
}

function beginOf(all: ToldTimeline["entries"], { after, entry }: PartPlace): number {
  if (after !== undefined) return all.findIndex(({ id }) => id === after) + 1
  const found = entry === undefined ? 0 : all.findIndex(({ id }) => id === entry)
  return found < partLimit ? 0 : found
}
