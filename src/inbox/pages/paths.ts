// The addresses of the holding pen.

export const lettersPath = "/desk/letters"

export function letterPath(letter: number | string): string {
  return `${lettersPath}/${letter}`
}

export function rawLetterPath(letter: number | string): string {
  return `${letterPath(letter)}/raw`
}

export function releasePath(letter: number | string): string {
  return `${letterPath(letter)}/release`
}

export function dismissalPath(letter: number | string): string {
  return `${letterPath(letter)}/dismissal`
}

export const mailboxesPath = "/desk/admin/mailboxes"
export const newMailboxPath = `${mailboxesPath}/new`
export const newMicrosoftPath = `${mailboxesPath}/new-microsoft-365`
export const mailboxVerbPath = (address: string, noun: string) => `${mailboxesPath}/${address}/${noun}`
