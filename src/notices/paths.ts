// The addresses of the mailbox page.

export const mailboxPath = "/desk/mailbox"

export function caughtMailPath(id: number | string): string {
  return `${mailboxPath}/${id}`
}

export function rawMailPath(id: number | string): string {
  return `${mailboxPath}/${id}/raw`
}
