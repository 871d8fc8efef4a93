// The one table of what each role may do: it drives buttons, pages, the API and streams, and it is what the register of roles tells.
// A right is one line of it: its name, what it lets somebody do, and the roles that hold it beside the administrator, who holds all.

/** The roles, each with the post that it stands for; of several that a person holds, the last in this list is the foremost. */
const posts = [
  { role: "adviser", title: "Adviser" },
  { role: "board-member", title: "Change advisory board member" },
  { role: "engineer", title: "Application operations engineer" },
  { role: "senior-engineer", title: "Senior application operations engineer" },
  { role: "lead-engineer", title: "Lead application operations engineer" },
  { role: "product-manager", title: "Product manager" },
  { role: "information-rights-officer", title: "Information rights officer" },
  { role: "security-manager", title: "Security manager" },
  { role: "team-leader", title: "Team leader" },
  { role: "service-manager", title: "Senior IT service manager" },
  { role: "auditor", title: "Auditor" },
  { role: "administrator", title: "Administrator" },
] as const

export type Role = (typeof posts)[number]["role"]
export const roles: readonly Role[] = posts.map((each) => each.role)

const everybody: readonly Role[] = roles
/** Those who work cases that come to them; the desk also takes contacts in and reads what came by mail. */
const workers: readonly Role[] = [
  "adviser",
  "engineer",
  "senior-engineer",
  "lead-engineer",
  "product-manager",
  "information-rights-officer",
  "team-leader",
  "service-manager",
]
const desk: readonly Role[] = workers.filter((role) => role !== "product-manager")
const leaders: readonly Role[] = ["team-leader", "service-manager"]
const engineers: readonly Role[] = ["engineer", "senior-engineer", "lead-engineer"]
const informers: readonly Role[] = ["information-rights-officer"]
const watchers: readonly Role[] = ["auditor", "security-manager"]
/** An auditor reads, and leaves nothing behind them on a case. */
const present: readonly Role[] = roles.filter((role) => role !== "auditor")

const table = [
  { right: "see-cases", does: "Read cases", held: everybody },
  { right: "see-letters", does: "Read letters and the holding pen", held: [...desk, ...watchers] },
  { right: "see-notices", does: "Read what was sent to customers", held: [...workers, ...watchers] },
  { right: "see-mailbox", does: "Read the mailbox page", held: [...desk, ...watchers] },
  { right: "see-continuity", does: "See backups and drills", held: [...desk, ...watchers] },
  { right: "follow", does: "Follow cases, and go through a list of them one by one", held: present },
  { right: "open", does: "Log a contact", held: desk },
  { right: "classify", does: "Decide the kind and the priority of a case", held: workers },
  { right: "assign", does: "Give a case to somebody", held: workers },
  { right: "reply", does: "Write to the customer", held: workers },
  { right: "note", does: "Write a note", held: [...workers, "board-member"] },
  { right: "hold", does: "Put a case on hold", held: workers },
  { right: "resume", does: "Take a case off hold", held: workers },
  { right: "escalate", does: "Escalate a case", held: workers },
  { right: "resolve", does: "Resolve a case", held: workers },
  { right: "reopen", does: "Reopen a case", held: workers },
  { right: "close", does: "Close a case", held: workers },
  { right: "relate", does: "Merge, split and link cases", held: workers },
  { right: "lead", does: "Take charge of major incidents", held: leaders },
  { right: "see-floor", does: "See the floor now", held: [...desk, ...watchers] },
  { right: "release-letter", does: "Let a letter out of the holding pen", held: desk },
  { right: "share-view", does: "Share views with all colleagues, and put shared ones in order", held: leaders },
  { right: "write-wording", does: "Use snippets and macros, and write their own", held: workers },
  { right: "share-wording", does: "Share snippets and macros with all colleagues", held: leaders },
  { right: "open-quarantine", does: "Open files in which a virus was found", held: ["security-manager"] },
  {
    right: "redact",
    does: "Erase words for good",
    held: ["team-leader", "information-rights-officer"],
    asksAgain: true,
  },
  { right: "see-replays", does: "See replays under another charter", held: [...leaders, "auditor"] },
  { right: "replay", does: "Replay cases under another charter", held: leaders },
  { right: "see-register", does: "Read the register of roles", held: [...leaders, ...watchers, ...informers] },
  { right: "write-articles", does: "Write and publish articles", held: [...leaders, ...engineers, "product-manager"] },
  { right: "publish-status", does: "Tell the public how a service stands", held: [...leaders, "lead-engineer"] },
  {
    right: "keep-organisations",
    does: "Keep organisations, and decide who sees their cases",
    held: leaders,
    isAdministrative: true,
  },
  { right: "see-alarms", does: "See what somebody must do something about", held: [] },
  { right: "see-database", does: "See how the database does", held: [] },
  { right: "correct", does: "Correct a recorded outcome, signed", held: [], isAdministrative: true, asksAgain: true },
  { right: "end-hold", does: "Let mail out after a restore", held: [], isAdministrative: true, asksAgain: true },
  { right: "see-audit", does: "Search and export the audit", held: watchers },
  {
    right: "see-private-links",
    does: "Read mail with a link that lets a customer in",
    held: [],
    isAdministrative: true,
  },
  {
    right: "manage-mailboxes",
    does: "Manage the mailboxes that letters are fetched from",
    held: [],
    isAdministrative: true,
  },
  {
    right: "manage-telephone",
    does: "Manage the telephone lines that tell of calls",
    held: [],
    isAdministrative: true,
  },
  { right: "manage-webhooks", does: "Manage webhooks", held: [], isAdministrative: true },
  { right: "manage-staff", does: "Manage staff and their roles", held: [], isAdministrative: true, asksAgain: true },
  { right: "manage-tokens", does: "Manage API tokens", held: [], isAdministrative: true, asksAgain: true },
] as const

export type Right = (typeof table)[number]["right"]

export type Privilege = {
  readonly right: Right
  /** What it lets somebody do, to follow "may" in a list. */
  readonly does: string
  /** The roles that hold it beside the administrator. */
  readonly held: readonly Role[]
  /** It counts as an administrator privilege in the register: it decides what others may do or see, or how the desk itself runs. */
  readonly isAdministrative?: true
  /** Its pages ask again who it is, unless somebody has shown it within ten minutes: what they do could not be made good. */
  readonly asksAgain?: true
}

export const privileges: readonly Privilege[] = table
export const rights: readonly Right[] = table.map((each) => each.right)

/** Whether whoever uses this right shows again who they are, unless they just have. */
export function asksAgain(right: Right): boolean {
  return privileges.some((each) => each.right === right && each.asksAgain === true)
}

/** The post that a role stands for. */
export function roleTitle(role: string): string {
  return posts.find((each) => each.role === role)?.title ?? role
}

export function isRole(role: string): role is Role {
  return roles.some((each) => each === role)
}

/** What a role may do. */
export function rightsOf(role: Role): ReadonlySet<Right> {
  return heldBy.get(role) ?? nothing
}

/** What somebody may do who holds several roles. */
export function rightsOfAll(held: readonly Role[]): ReadonlySet<Right> {
  const [only] = held
  if (only !== undefined && held.length === 1) return rightsOf(only)
  return new Set(held.flatMap((role) => [...rightsOf(role)]))
}

/** The role by which somebody who holds several is shown. */
export function foremost(held: readonly Role[]): Role | undefined {
  return roles.findLast((role) => held.includes(role))
}

const nothing: ReadonlySet<Right> = new Set()
const heldBy: ReadonlyMap<Role, ReadonlySet<Right>> = new Map(roles.map((role) => [role, new Set(heldIn(role))]))

function heldIn(role: Role): Right[] {
  return privileges.filter(({ held }) => role === "administrator" || held.includes(role)).map(({ right }) => right)
}
