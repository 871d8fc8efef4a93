// Who runs the embedded PostgreSQL. It refuses to run as root, so a root start lends it another existing account.

import { spawnSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { userInfo } from "node:os"
import { Refused } from "../errors.ts"

/** `undefined` is ourselves. */
export type Account = { readonly uid: number; readonly gid: number } | undefined

/** The account for a data directory: its owner where it exists already, so that data never changes hands. */
export function accountFor(directory: string | undefined): Account {
  if (process.getuid?.() !== 0) return ourselves()
  return (directory === undefined ? undefined : ownerOf(directory)) ?? lentAccount()
}

/** Whether the account can go into a directory, or run a program there, through every folder above it. */
export function canReach(account: Account, path: string): boolean {
  if (account === undefined) return true
  // Asked of the system itself: modes, access lists and mount options all count, and only a process of that account sees them all.
  return spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...account, cwd: "/" }).status === 0
}

// PostgreSQL asks for the name of whoever makes its data; a container started with a bare number as its user has none.
function ourselves(): undefined {
  try {
    userInfo()
  } catch {
    throw new Refused(
      `The user id ${process.getuid?.()} has no name on this machine, and PostgreSQL wants one: start as a named user, or set DATABASE_URL.`,
    )
  }
}

function ownerOf(directory: string): Account {
  const stat = statSync(directory, { throwIfNoEntry: false })
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid }
}

// initdb asks the password file for its own name, so a bare number does not do.
function lentAccount(): Account {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
  for (const wanted of ["postgres", "nobody", "daemon"]) {
    const entry = entries.find(([name]) => name === wanted)
    if (entry && Number(entry[2]) > 0) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Refused(
    "PostgreSQL does not run as root, and there is no account postgres, nobody or daemon to lend it: start as another user, or set DATABASE_URL.",
  )
}
