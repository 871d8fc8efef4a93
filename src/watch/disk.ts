// How full the disks are that the desk writes to. An alarm at 85 %; at 95 % large bodies are asked to come again, so that what is
// left serves the small ones. Both end by themselves when there is room again.

import { statfs } from "node:fs/promises"
import type { Alarms } from "../alarms.ts"

export type Room = { readonly used: number; readonly freeBytes: number }
export type DiskPlace = { readonly name: string; readonly path: string }

export type DiskWatch = {
  readonly look: () => Promise<void>
  /** Whether large bodies are to be refused for now. */
  readonly isShort: () => boolean
  /** The share in use of each place, as last seen. */
  readonly used: () => ReadonlyMap<string, number>
}

const alarmFrom = 0.85
const shortFrom = 0.95
// On a large disk the last twentieth is room for years: what is short there is told, and nobody is turned away.
const shortBelowBytes = 4 * 1024 ** 3

export function diskWatch(
  places: readonly DiskPlace[],
  alarms: Alarms,
  roomOf: (path: string) => Promise<Room> = roomOn,
): DiskWatch {
  let isShort = false
  const used = new Map<string, number>()
  return {
    isShort: () => isShort,
    used: () => used,
    look: async () => {
      const rooms = await Promise.all(places.map(async (place) => ({ place, room: await roomOf(place.path) })))
      for (const { place, room } of rooms) used.set(place.name, room.used)
      isShort = rooms.some(({ room }) => room.used >= shortFrom && room.freeBytes < shortBelowBytes)
      const full = rooms.filter(({ room }) => room.used >= alarmFrom)
      if (full.length === 0) alarms.clear("disk")
      else alarms.raise("disk", sentenceOf(full, isShort))
    },
  }
}

function sentenceOf(full: readonly { place: DiskPlace; room: Room }[], isShort: boolean): string {
  const parts = full.map(
    ({ place, room }) => `${place.path} is on a disk that is ${Math.floor(room.used * 100)} % full`,
  )
  const effect = isShort ? " Large letters and requests are asked to come again." : ""
  return `${parts.join(", and ")}: make room.${effect}`
}

// What root may still write is no room for the desk.
async function roomOn(path: string): Promise<Room> {
  const { blocks, bfree, bavail, bsize } = await statfs(path)
  const usable = blocks - bfree + bavail
  return { used: usable === 0 ? 1 : (blocks - bfree) / usable, freeBytes: bavail * bsize }
}
