// What the audit says, in words: one dictionary from the action to what somebody did.

const words: Readonly<Record<string, string>> = {
  read: "Read",
  "reason-given": "Gave a reason to read",
  "many-reads": "Noted: read very many cases",
  "sign-in": "Signed in",
  "sign-in-slowed-down": "Slowed down at sign-in",
  "codes-guessed": "Slowed down at codes: the password was right",
  "form-slowed-down": "Slowed down at a form",
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
}

/** An action as a person reads it; one that has no words of its own reads as it is written. */
export function actionWords(action: string): string {
  const known = words[action]
  if (known !== undefined) return known
  const plain = action.replaceAll("-", " ")
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** The actions that a search offers, by their words. */
export function actionsOffered(): { value: string; text: string }[] {
  return Object.entries(words)
    .map(([value, text]) => ({ value, text }))
    .toSorted((one, other) => (one.text < other.text ? -1 : 1))
}
