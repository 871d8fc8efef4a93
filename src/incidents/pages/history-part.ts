// A long history a part at a time: the first part of the order asked for, and the way to the rest.

import type { ShownTimeline, TimelineOrder } from "./timeline-view.ts"

export type HistoryPart = ShownTimeline & {
  /** Whether it goes on from another part. */
  readonly isPart: boolean
  /** The part that comes next: the entry that it begins after, and the words of the link. */
  readonly more: { readonly after: string; readonly words: string } | null
}

/** As much as somebody reads before they ask for more. */
const partLimit = 40

/** The entries after the one with this id; from the beginning where there is none. */
export function historyPart(history: ShownTimeline, order: TimelineOrder, after: string | undefined): HistoryPart {
  const place = after === undefined ? -1 : history.entries.findIndex(({ id }) => id === after)
  const rest = history.entries.slice(place + 1)
  const entries = rest.slice(0, partLimit)
  const left = rest.length - entries.length
  const last = entries.at(-1)
  const words = `${order === "newest" ? "earlier" : "later"} entries (${left} more)`
  return {
    ...history,
    entries,
    isPart: place >= 0,
    more: left === 0 || last === undefined ? null : { after: last.id, words },
  }
}
