// How much automatic mail may go within an hour. To one address, so that the desk is no weapon against it, and about one case, so that no
// loop goes on. An address has an allowance of each kind: whoever causes one kind of mail for an address that is not theirs uses up no
// other kind of its owner's.

import type { Counted } from "./automatic-mail-store.ts"
import type { DueNotice } from "./due-store.ts"
import { lowerCase, macOf } from "./mac.ts"

export const automaticPerAddress = 3
const automaticPerCase = 5

/** The allowance of an address for mail that is called `name`. */
export function addressAllowance(key: Buffer, name: string, address: string): Counted {
  const mac = macOf(key, "automatic-mail-address", [name, lowerCase(address.trim())])
  return { mac: Buffer.from(mac), most: automaticPerAddress }
}

export function caseAllowance(key: Buffer, caseId: number): Counted {
  return { mac: Buffer.from(macOf(key, "automatic-mail-case", [caseId])), most: automaticPerCase }
}

/**
 * Whether a machine may have written what is answered: then every answer over an allowance is dropped, and the loop has ended. What a
 * person did on a page or on the phone causes no loop, and its answer waits until the allowance has room for it.
 */
export function mayLoop(notice: Omit<DueNotice, "recipient">): boolean {
  return notice.isToLetter || (answersContact(notice) && notice.channel === "email")
}

/** The allowance that a notice counts towards: whatever answers a contact has one, however the contact came. */
export function noticeAllowance(key: Buffer, notice: DueNotice): Counted {
  const answers = notice.isToLetter || answersContact(notice)
  return addressAllowance(key, answers ? "answer" : notice.kind, notice.recipient ?? "")
}

function answersContact({ kind }: Pick<DueNotice, "kind">): boolean {
  return kind === "acknowledgement" || kind === "follow-up" || kind === "split"
}
