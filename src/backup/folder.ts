// What makes a name in a folder durable, and what sees whether the maker of a draft still lives.

import { closeSync, fsyncSync, openSync } from "node:fs"

export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r")
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Whether another process of this number lives. */
export function isAnother(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
