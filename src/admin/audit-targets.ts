// What an entry of the audit is about, in words: the audit itself holds ids alone. A link stands only where its reader may follow it.

import { type Actor, may, type Right, readReasons, roleTitle } from "../people/index.ts"
import { adminPaths } from "./paths.ts"

export type ShownTarget = { readonly text: string; readonly href: string | null }

/** What is known of those who are named on a page of the audit. */
export type Known = {
  readonly people: ReadonlyMap<number, { readonly name: string; readonly isStaff: boolean }>
  /** The references of the cases that the reader may see, by number. */
  readonly cases: ReadonlyMap<number, string>
  readonly teams: ReadonlyMap<string, string>
}

type Kind = {
  readonly says: (id: string, known: Known) => string
  /** Where it is looked at, and the right that its page asks for. */
  readonly leads?: { readonly right: Right; readonly to: (id: string, known: Known) => string | null }
}

/** A target as a person reads it; one that has no words of its own reads as it is written. */
export function targetShown(target: string, reader: Actor, known: Known): ShownTarget {
  const [, reference = "", caseId = "", content] = /^([A-Z]{2,5}-\d{4}-0*([1-9]\d*))(?:\.(\d+))?$/.exec(target) ?? []
  if (reference !== "") {
    const text = content === undefined ? reference : `${reference}, content ${content}`
    return { text, href: known.cases.has(Number(caseId)) ? `/desk/cases/${reference}` : null }
  }
  const [, name = "", id = ""] = /^([a-z][a-z-]*):(.+)$/s.exec(target) ?? []
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) return { text: plain(name === "" ? target : `${name} ${id}`), href: null }
  const { says, leads } = kind
  return { text: says(id, known), href: leads !== undefined && may(reader, leads.right) ? leads.to(id, known) : null }
}

/** The number of the case that a target names. */
export function caseIn(target: string): number | undefined {
  return numberIn(/^(?:[A-Z]{2,5}-\d{4}-0*|case:)([1-9]\d{0,14})(?:\.\d+)?$/, target)
}

/** The number of the person whom a target names. */
export function personIn(target: string): number | undefined {
  return numberIn(/^person:([1-9]\d{0,14})$/, target)
}

const kinds: Readonly<Record<string, Kind>> = {
  person: {
    says: (id, { people }) => people.get(Number(id))?.name ?? `Person ${id}`,
    leads: {
      right: "manage-staff",
      to: (id, { people }) => (people.get(Number(id))?.isStaff === true ? adminPaths.person(id) : null),
    },
  },
  case: {
    says: (id, { cases }) => cases.get(Number(id)) ?? "A case that you may not see",
    leads: { right: "see-cases", to: (id, { cases }) => pathOf("/desk/cases", cases.get(Number(id))) },
  },
  team: {
    says: (id, { teams }) => teams.get(id) ?? `Team ${id}`,
    leads: { right: "manage-staff", to: (id, { teams }) => (teams.has(id) ? adminPaths.team(id) : null) },
  },
  role: { says: roleTitle },
  reason: { says: (id) => readReasons.find(({ value }) => value === id)?.text ?? plain(id) },
  sees: { says: (id) => (id === "own-teams" ? "Sees the cases of their own teams" : "Sees the cases of every team") },
  letter: { ...numbered("Letter"), leads: { right: "see-letters", to: (id) => pathOf("/desk/letters", id) } },
  call: { ...numbered("Call"), leads: { right: "open", to: (id) => pathOf("/desk/calls", id) } },
  mail: { ...numbered("Message"), leads: { right: "see-mailbox", to: (id) => pathOf("/desk/mailbox/other", id) } },
  article: { ...numbered("Article"), leads: { right: "write-articles", to: (id) => pathOf("/desk/articles", id) } },
  status: {
    ...numbered("Report on a service"),
    leads: { right: "publish-status", to: (id) => pathOf("/desk/status", id) },
  },
  organisation: {
    ...numbered("Organisation"),
    leads: { right: "keep-organisations", to: (id) => pathOf("/desk/organisations", id) },
  },
  proposal: {
    ...numbered("Proposal"),
    leads: { right: "see-replays", to: (id) => pathOf("/desk/what-if/proposals", id) },
  },
  replay: { ...numbered("Replay"), leads: { right: "see-replays", to: (id) => pathOf("/desk/what-if/replays", id) } },
  webhook: { ...numbered("Webhook endpoint"), leads: { right: "manage-webhooks", to: (id) => adminPaths.webhook(id) } },
  mailbox: {
    ...numbered("Mailbox"),
    leads: { right: "manage-mailboxes", to: () => "/desk/admin/mailboxes" },
  },
  line: numbered("Telephone line"),
  customer: numbered("Customer"),
  "customer-link": numbered("Link to sign in"),
  invitation: numbered("Invitation"),
  form: { says: (id) => `The form ${plain(id).toLowerCase()}` },
}

function numbered(what: string): Kind {
  return { says: (id) => `${what} ${id}` }
}

function pathOf(place: string, id: string | undefined): string | null {
  return id === undefined ? null : `${place}/${encodeURIComponent(id)}`
}

function plain(written: string): string {
  const words = written.replaceAll("-", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function numberIn(pattern: RegExp, target: string): number | undefined {
  const found = pattern.exec(target)?.[1]
  return found === undefined ? undefined : Number(found)
}
