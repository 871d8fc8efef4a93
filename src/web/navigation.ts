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
}

export type ShownItem = { text: string; href: string; active: boolean }

/** The entries for a person on a page. The longest address that the page lies under is where they are. */
export function navigationFor(items: readonly NavigationItem[], actor: Actor, path: string): ShownItem[] {
  const open = items.filter(({ audience }) => audience === "public" || audience === "signed-in" || may(actor, audience))
  const here = open.toSorted((one, other) => lengthUnder(other, path) - lengthUnder(one, path))[0]
  const isUnder = here !== undefined && lengthUnder(here, path) > 0
  return open.map((item) => ({ text: item.text, href: item.href, active: isUnder && item === here }))
}

// How much of a path an entry accounts for; 0 where the page is none of its own.
function lengthUnder({ href, also = [] }: NavigationItem, path: string): number {
  const under = [href, ...also].filter((each) => path === each || path.startsWith(`${each}/`))
  return Math.max(0, ...under.map((each) => each.length))
}
