// The addresses of the mailbox page.

export const mailboxPath = "/desk/mailbox"

export function caughtMailPath(id: number | string): string {
  return `${mailboxPath}/${id}`
}

/** Messages that are about no case. */
export const postsPath = `${mailboxPath}/other`

export function postPath(id: number | string): string {
  return `${postsPath}/${id}`
}

export function rawMailPath(id: number | string): string {
  return `${mailboxPath}/${id}/raw`
}
