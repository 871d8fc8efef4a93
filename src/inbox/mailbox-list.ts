// What lies in a mailbox, before any of it is fetched: numbers, sizes, and how many go together.

import type { Server } from "./mailbox-connection.ts"

export type ListedUid = { readonly uid: number; readonly size: number; readonly isSeen: boolean }

export async function listed(server: Server, uids: readonly number[]): Promise<ListedUid[]> {
  const found = await server.fetchAll(uids.join(","), { uid: true, flags: true, size: true }, { uid: true })
  const asked = new Set(uids)
  return found
    .filter(({ uid }) => asked.has(uid))
    .map(({ uid, size = 0, flags }) => ({ uid, size, isSeen: flags?.has("\\Seen") === true }))
    .toSorted((one, other) => one.uid - other.uid)
}

export type Group = { readonly uids: readonly number[] }

const groupBytes = 8 * 1024 * 1024
const groupLetters = 50

/** Letters to be fetched and kept together: in their order, not too many, not too large. */
export function groupsOf(letters: readonly ListedUid[]): Group[] {
  const groups: { uids: number[]; bytes: number }[] = []
  for (const { uid, size } of letters) {
    const last = groups.at(-1)
    if (last === undefined || last.uids.length >= groupLetters || last.bytes + size > groupBytes)
      groups.push({ uids: [uid], bytes: size })
    else {
      last.uids.push(uid)
      last.bytes += size
    }
  }
  return groups
}
