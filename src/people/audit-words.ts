// What the audit says, in words: one dictionary from each action to what somebody did, or was refused. An action that has no words here
// cannot be recorded.

import { privileges, type Right } from "./rights.ts"

const deeds = {
  read: "Read",
  search: "Was shown words of cases by a search",
  "reason-given": "Gave a reason to read",
  "many-reads": "Noted: read very many cases",
  "mail-read": "Read mail about no case",
  "sign-in": "Signed in",
  "sign-in-slowed-down": "Slowed down at sign-in",
  confirmed: "Showed again who they are",
  "session-ended": "Ended a session of their own",
  "sessions-ended": "Ended their other sessions",
  "codes-guessed": "Slowed down at codes: the password was right",
  "form-slowed-down": "Slowed down at a form",
  "customer-sign-in": "A customer signed in",
  "password-set": "Set a new password by a link",
  "password-changed": "Changed their password",
  "authenticator-added": "Set up an authenticator app",
  "authenticator-removed": "Removed an authenticator app",
  "recovery-codes-made": "Made new recovery codes",
  "recovery-code-used": "Used a recovery code",
  "passkey-added": "Added a passkey",
  "passkey-removed": "Removed a passkey",
  "account-linked": "Linked an account of an identity provider",
  "account-unlinked": "Unlinked an account of an identity provider",
  "sign-in-invited": "Made a link to set up signing in",
  "staff-added": "Added a colleague",
  "staff-invited": "Invited a colleague",
  "invitation-taken-up": "Took an invitation up",
  "invitation-withdrawn": "Withdrew an invitation",
  "person-disabled": "Let in no more",
  "person-enabled": "Let in again",
  "roles-changed": "Changed roles",
  "teams-changed": "Changed teams or sight",
  "team-joined": "Put into a team",
  "team-left": "Took out of a team",
  "token-added": "Made a token",
  "organisation-added": "Added an organisation",
  "organisation-ended": "Ended an organisation",
  "organisation-resumed": "Resumed an organisation",
  "organisation-member-added": "Added somebody who works for an organisation",
  "organisation-member-removed": "Took off somebody who works for an organisation",
  "organisation-contact-added": "Added a contact, who sees the cases of an organisation",
  "organisation-contact-removed": "Removed a contact, who saw the cases of an organisation",
  "status-drafted": "Drafted a report on a service",
  "status-published": "Published a report on a service",
  "status-updated": "Said more of a service",
  "status-case-listed": "Listed a case in public",
  "status-case-unlisted": "Listed a case in public no more",
  "article-begun": "Began an article",
  "article-revised": "Revised an article",
  "article-published": "Published an article",
  "article-withdrawn": "Withdrew an article",
  "article-reviewed": "Confirmed that an article still holds",
  "snippet-made": "Made a snippet",
  "snippet-changed": "Changed a snippet",
  "snippet-removed": "Removed a snippet",
  "macro-made": "Made a macro",
  "macro-changed": "Changed a macro",
  "macro-removed": "Removed a macro",
  "call-placed": "Put a call on a case",
  "call-returned": "Dealt with a call that nobody answered",
  "call-event": "Told of a call by a telephone line",
  "line-added": "Added a telephone line",
  "line-renewed": "Gave a telephone line a new secret",
  "line-disabled": "Disabled a telephone line",
  "line-user-named": "Said who a user of the telephone exchange is",
  "webhook-added": "Added a webhook endpoint",
  "webhook-changed": "Changed what a webhook endpoint is told",
  "webhook-paused": "Paused a webhook endpoint",
  "webhook-resumed": "Resumed a webhook endpoint",
  "webhook-removed": "Removed a webhook endpoint",
  "webhook-secret-changed": "Changed the secret of a webhook endpoint",
  "webhook-tried": "Sent a test message to a webhook endpoint",
  "webhook-sent-again": "Sent a webhook message again",
  "mailbox-added": "Added a mailbox",
  "mailbox-changed": "Changed a mailbox",
  "mailbox-renewed": "Gave a mailbox a new secret",
  "mailbox-paused": "Paused a mailbox",
  "mailbox-resumed": "Resumed a mailbox",
  "mailbox-removed": "Removed a mailbox",
  "mailbox-tried": "Tried a mailbox",
  "audit-exported": "Exported the audit",
  "audit-searched": "Searched the audit",
  "register-read": "Read the register of roles",
  "replay-asked": "Asked for a replay",
  "mail-released": "Let mail out",
  "letter-released": "Placed a letter",
  "letter-ignored": "Set a letter aside",
  "letter-held": "Held a letter",
  restored: "Restored from a backup",
  "head-key-renewed": "Renewed the key of heads",
  "secret-key-accepted": "Accepted another secret key",
} as const

/** Moves on a case that a rule said no to: what was done to a case stands in its own history. */
const moves = {
  classification: "Decide the kind and the priority of a case",
  assignment: "Give a case to somebody",
  escalation: "Escalate a case",
  reply: "Write to the customer",
  note: "Write a note",
  hold: "Put a case on hold",
  resumption: "Take a case off hold",
  resolution: "Resolve a case",
  reopening: "Reopen a case",
  closure: "Close a case",
  redaction: "Erase words of a case",
  organisation: "Name the organisation of a case",
  macro: "Use a macro on a case",
  merge: "Merge a case into another",
  separation: "Undo a merge",
  split: "Split a case",
  parent: "Put a case under a parent",
  departure: "Take a case from its parent",
  children: "Put cases under a case",
  "major-incident": "Declare a major incident",
  "major-lead": "Name who leads a major incident",
  "gold-group": "Name the gold group of a major incident",
  "gold-decision": "Record a decision of the gold group",
  "notice-to-all": "Write to everybody in a major incident",
  restoration: "Say that the service is restored",
  review: "Review a major incident",
} as const

/** What the audit may say: something done, a move on a case, or a right that whoever asked for a page does not hold. */
export type AuditAction = keyof typeof deeds | keyof typeof moves | Right

const refusals: ReadonlyMap<string, string> = new Map([
  ...privileges.map(({ right, does }) => [right, does] as const),
  ...Object.entries(moves),
])
const words: ReadonlyMap<string, string> = new Map([...refusals, ...Object.entries(deeds)])

/** An action as a person reads it; one that another release recorded reads as it is written. */
export function actionWords(action: string): string {
  const known = words.get(action)
  if (known !== undefined) return known
  const plain = action.replaceAll("-", " ")
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** The actions that a search offers, by their words; after them what is recorded only when it is refused. */
export function actionsOffered(): { value: string; text: string }[] {
  const refused = [...refusals].map(([value, text]) => ({ value, text: `Was refused: ${lower(text)}` }))
  return [...inOrder(Object.entries(deeds).map(([value, text]) => ({ value, text }))), ...inOrder(refused)]
}

function inOrder(offered: { value: string; text: string }[]): { value: string; text: string }[] {
  return offered.toSorted((one, other) => (one.text < other.text ? -1 : 1))
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
