// The desk's navigation: what each feature contributes, shown to those who may go there.

import type { Audience } from "../page.ts"
import { type Actor, may } from "../people/actor.ts"

/** One entry; `href` is also the prefix by which the page that somebody is on is recognised. */
export type NavigationItem = {
  readonly text: string
  readonly href: string
  readonly audience: Exclude<Audience, "customer">
}

export type ShownItem = { text: string; href: string; active: boolean }

/** The entries for a person on a page. The longest address that the page lies under is where they are. */
export function navigationFor(items: readonly NavigationItem[], actor: Actor, path: string): ShownItem[] {
  const open = items.filter(({ audience }) => audience === "public" || audience === "signed-in" || may(actor, audience))
  const under = open.filter(({ href }) => path === href || path.startsWith(`${href}/`))
  const here = under.toSorted((one, other) => other.href.length - one.href.length)[0]
  return open.map((item) => ({ text: item.text, href: item.href, active: item === here }))
}
