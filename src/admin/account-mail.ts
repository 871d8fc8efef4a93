// Mail to members of staff about their own account: that it was changed, and the links of invitations. Words are made when it goes.

import type { Letterhead, MailWords, MailWriter, MailWriters } from "../notices/index.ts"
import {
  accountChangedMail,
  accountPath,
  invitationDays,
  invitationMinutes,
  invitationOf,
  invitationPath,
  invitationSecret,
  invitedBy,
  machineTime,
  selectAccountChange,
  signInInvitationMail,
  signInSecret,
  staffInvitationMail,
  type ToldChange,
} from "../people/index.ts"
import { languages } from "../words/index.ts"
import { adminPaths } from "./paths.ts"

const { say, dates } = languages.base

/** No secret stands in it, and it goes however often somebody changes something. */
const changed: MailWriter = {
  isUnasked: false,
  secret: "none",
  write: async (db, { facts, letterhead }) => {
    const change = await selectAccountChange(db, facts["audit"] ?? 0)
    return change && changeWords(change, letterhead)
  },
}

function changeWords(change: ToldChange, { publicUrl }: Letterhead): MailWords {
  const { action, at, name } = change
  const href = `${publicUrl}${accountPath}`
  const isOut = action === "person-disabled"
  return {
    subject: say("mail.staff.changed-subject"),
    blocks: [
      { kind: "paragraph", text: say("mail.staff.hello", { name }) },
      { kind: "paragraph", text: say(`mail.staff.change.${action}`) },
      { kind: "paragraph", text: say(whoDidIt(change), { when: dates.moment(at) }) },
      { kind: "paragraph", text: say("mail.staff.not-you") },
      ...(isOut ? [] : [{ kind: "link", text: say("mail.staff.account"), link: { says: href, href } } as const]),
    ],
  }
}

function whoDidIt({ action, isOwnDoing, isByColleague }: ToldChange): string {
  if (action === "codes-guessed") return "mail.staff.nobody-knows"
  return isOwnDoing ? "mail.staff.own-doing" : isByColleague ? "mail.staff.by-colleague" : "mail.staff.by-nobody"
}

const staffInvitation: MailWriter = {
  isUnasked: false,
  secret: "staff-link",
  write: async (db, { facts, letterhead: { key, publicUrl } }, at) => {
    const secret = invitationSecret(key, facts["invitation"] ?? 0)
    const invitation = await invitationOf(db, secret, at)
    return invitation && linkWords("joining", invitation.name, `${publicUrl}${adminPaths.join(secret)}`, invitationDays)
  },
}

// By the machine's time, as all of signing in.
const signInInvitation: MailWriter = {
  isUnasked: false,
  secret: "staff-link",
  write: async (db, { address, facts, letterhead: { key, publicUrl } }, at) => {
    const secret = signInSecret(key, { person: facts["person"] ?? 0, number: facts["number"] ?? 0 })
    const invited = await invitedBy(db, secret, await machineTime(db, at))
    if (invited === undefined || invited.email !== address) return undefined
    return linkWords("signing-in", invited.name, `${publicUrl}${invitationPath(secret)}`, invitationMinutes)
  },
}

function linkWords(what: "joining" | "signing-in", name: string, href: string, lasts: number): MailWords {
  return {
    subject: say(`mail.staff.${what}.subject`),
    blocks: [
      { kind: "paragraph", text: say("mail.staff.hello", { name }) },
      { kind: "paragraph", text: say(`mail.staff.${what}.asked`) },
      { kind: "link", text: say(`mail.staff.${what}.link`, { lasts }), link: { says: href, href } },
      { kind: "paragraph", text: say("mail.staff.not-asked") },
    ],
  }
}

export const adminMailWriters: MailWriters = {
  [accountChangedMail]: changed,
  [staffInvitationMail]: staffInvitation,
  [signInInvitationMail]: signInInvitation,
}
