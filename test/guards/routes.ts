// What each parameter of an address names. A route with a parameter that is not here fails the sweep (sweep.test.ts): say what it names, and
// it is swept with the others.

/**
 * `case`, `content`, `file`, `letter`, `mail`: of a case, seen only by who sees the case.
 * `view`, `bulk`, `session`, `passkey`, `snippet`, `macro`: somebody's own, nobody else's. `shared-macro`: everybody's.
 * `customer-case`: a case as a customer follows it: only their own, and those of an organisation whose contact they are.
 * `call` to `customer`: of the whole organisation, for whoever holds the right of the page; what lies in something else is found in that alone.
 * `secret`: cannot be guessed; what is made up leads nowhere.
 * `open`: for everybody.
 */
export type Named =
  | "case"
  | "content"
  | "file"
  | "letter"
  | "mail"
  | "view"
  | "bulk"
  | "session"
  | "passkey"
  | "snippet"
  | "macro"
  | "shared-macro"
  | "customer-case"
  | Wide
  | "secret"
  | "open"

export const wide = [
  "call",
  "held-letter",
  "other-mail",
  "candidate",
  "proposal",
  "replay",
  "person",
  "mailbox",
  "invitation",
  "team",
  "token",
  "endpoint",
  "delivery",
  "article",
  "version",
  "report",
  "report-case",
  "organisation",
  "customer",
] as const
export type Wide = (typeof wide)[number]

type Rule = { readonly under: string; readonly names: Readonly<Record<string, Named>> }

// By the beginning of the address, the longest that fits: a verb on a case needs no line of its own.
const rules: readonly Rule[] = [
  { under: "/api/v1/cases/", names: { reference: "case" } },
  { under: "/desk/cases/", names: { reference: "case", content: "content" } },
  { under: "/desk/cases/:reference/files/", names: { reference: "case", content: "file" } },
  // What waits on a case, and what is done to it by a macro, is found through the case.
  { under: "/desk/cases/:reference/waiting-replies/", names: { reference: "case", reply: "open" } },
  { under: "/desk/cases/:reference/drafts/", names: { reference: "case", kind: "open" } },
  { under: "/desk/cases/:reference/macros/", names: { reference: "case", macro: "shared-macro" } },
  // Whoever takes contacts sees every call; the case that it came to, only who sees that.
  { under: "/desk/calls/", names: { call: "call" } },
  { under: "/desk/snippets/", names: { number: "snippet" } },
  { under: "/desk/macros/", names: { number: "macro" } },
  { under: "/desk/letters/", names: { letter: "letter" } },
  // Only of a letter that is held, and so on no case and in no queue.
  { under: "/desk/letters/:letter/raw", names: { letter: "held-letter" } },
  { under: "/desk/mailbox/", names: { id: "mail" } },
  // Of no case: links to sign in, and the like, on a desk without a relay.
  { under: "/desk/mailbox/other/", names: { id: "other-mail" } },
  { under: "/desk/views/", names: { view: "view" } },
  { under: "/desk/bulk/", names: { bulk: "bulk" } },
  { under: "/desk/account/sessions/", names: { session: "session" } },
  { under: "/desk/account/passkeys/", names: { passkey: "passkey" } },
  // Which contacts are in it is told through the sight of whoever asks.
  { under: "/desk/candidates/", names: { candidate: "candidate" } },
  { under: "/desk/what-if/", names: { proposal: "proposal", replay: "replay" } },
  { under: "/desk/admin/staff/", names: { person: "person" } },
  { under: "/desk/admin/mailboxes/", names: { address: "mailbox" } },
  { under: "/desk/admin/invitations/", names: { invitation: "invitation" } },
  { under: "/desk/admin/teams/", names: { queue: "team" } },
  { under: "/desk/admin/tokens/", names: { token: "token" } },
  { under: "/desk/admin/webhooks/", names: { endpoint: "endpoint", delivery: "delivery" } },
  { under: "/desk/confirm/with/", names: { provider: "open" } },
  { under: "/sign-in/with/", names: { provider: "open" } },
  { under: "/sign-in/invitation/", names: { invitation: "secret", provider: "open" } },
  { under: "/telephone/", names: { line: "open" } },
  { under: "/desk/articles/", names: { article: "article", version: "version" } },
  { under: "/desk/organisations/", names: { organisation: "organisation", customer: "customer" } },
  { under: "/desk/status/", names: { report: "report", case: "report-case" } },
  { under: "/account/cases/", names: { reference: "customer-case" } },
  { under: "/account/enter/", names: { token: "secret" } },
  { under: "/help/", names: { slug: "open" } },
  { under: "/status/", names: { report: "open" } },
  { under: "/status/services/", names: { service: "open" } },
  { under: "/status/choice/", names: { token: "secret" } },
  { under: "/status/confirm/", names: { token: "secret" } },
  { under: "/status/unsubscribe/", names: { token: "secret" } },
  { under: "/join/", names: { secret: "secret" } },
  { under: "/follow/", names: { token: "secret", proof: "secret" } },
  { under: "/report/", names: { form: "secret" } },
  { under: "/charter/", names: { number: "open" } },
  { under: "/assets/", names: { hash: "open", name: "open" } },
]

/** What the parameters of an address name; undefined where one of them has no line. */
export function namesIn(path: string): ReadonlyMap<string, Named> | undefined {
  const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "")
  const rule = rules
    .filter(({ under }) => path.startsWith(under))
    .toSorted((one, other) => other.under.length - one.under.length)[0]
  const named = parameters.map((name): [string, Named | undefined] => [name, rule?.names[name]])
  const known = named.filter((each): each is [string, Named] => each[1] !== undefined)
  return known.length < parameters.length ? undefined : new Map(known)
}

/** Routes that are no page and no call: who is answered there. `signed-in` is asked for a session, and nobody is told anything without one. */
export const otherRoutes: Readonly<Record<string, "public" | "signed-in">> = {
  "GET /api/v1/openapi.json": "public",
  "GET /desk/changes": "signed-in",
  // Believed by its signature alone (src/telephone/signature.ts).
  "POST /telephone/:line/events": "public",
}

/** Lists that give references of cases to whoever may read them at all, and none of their words: an audit is whole, or worth nothing. */
export const givesReferences: readonly string[] = ["/desk/admin/audit"]

/** Bodies that a call would take, so that it is the case which is refused and not the body. */
export const bodies: Readonly<Record<string, object>> = {
  classification: { priority: 2 },
  assignment: { to: "me" },
  reply: { body: "Hello" },
  note: { body: "Hello" },
  hold: { for: "customer" },
  escalation: { reason: "Why not" },
  resolution: { outcome: "fixed", body: "Done" },
  reopening: { reason: "Again" },
  merge: { into: "INC-2026-000001" },
  split: { content: 1, subject: "Another matter" },
  parent: { parent: "INC-2026-000001" },
  children: { children: ["INC-2026-000001"] },
  "notice-to-all": { body: "Hello" },
  "major-incident": { reason: "All are affected", lead: "me" },
  "major-lead": { lead: "me" },
  "gold-group": { members: [] },
  "gold-decision": { decision: "Wait", reason: "Nothing is known" },
  restoration: { body: "It works" },
  review: { review: "Learned" },
}
