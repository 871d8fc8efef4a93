// The desk's navigation: what each feature contributes, shown to those who may go there.

import type { Audience } from "../page.ts"
import { type Actor, may } from "../people/actor.ts"

/** One entry; `href` is also the prefix by which the page that somebody is on is recognised. */
export type NavigationItem = {
  readonly text: string
  readonly href: string
  /** Other prefixes of its pages. */
  readonly also?: readonly string[]
  readonly audience: Exclude<Audience, "customer">
  /** Entries that stand on its page instead of in the bar: whoever may go to one of them is shown it. */
  readonly leadsTo?: readonly NavigationItem[]
}

export type ShownItem = { text: string; href: string; active: boolean }

/** The entries for a person on a page. The longest address that the page lies under is where they are. */
export function navigationFor(items: readonly NavigationItem[], actor: Actor, path: string): ShownItem[] {
  const open = items.filter((item) => isOpenTo(item, actor))
  const here = open.toSorted((one, other) => lengthUnder(other, path) - lengthUnder(one, path))[0]
  const isUnder = here !== undefined && lengthUnder(here, path) > 0
  return open.map((item) => ({ text: item.text, href: item.href, active: isUnder && item === here }))
}

/** The entries that a person may go to and that stand on the page of another. */
export function placesFor(items: readonly NavigationItem[], actor: Actor): Omit<ShownItem, "active">[] {
  const within = items.flatMap(({ leadsTo = [] }) => leadsTo).filter((item) => isOpenTo(item, actor))
  return within.map(({ text, href }) => ({ text, href }))
}

function isOpenTo({ audience, leadsTo = [] }: NavigationItem, actor: Actor): boolean {
  if (audience === "public" || audience === "signed-in" || may(actor, audience)) return true
  return leadsTo.some((each) => isOpenTo(each, actor))
}

// How much of a path an entry accounts for; 0 where the page is none of its own.
function lengthUnder({ href, also = [], leadsTo = [] }: NavigationItem, path: string): number {
  const under = [href, ...also].filter((each) => path === each || path.startsWith(`${each}/`))
  return Math.max(0, ...under.map((each) => each.length), ...leadsTo.map((each) => lengthUnder(each, path)))
}
