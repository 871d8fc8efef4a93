// What a process keeps beside a pool: made when it is first asked for, and gone with the pool.

import type { Db } from "./database.ts"

export function perDatabase<Kept>(make: (db: Db) => Kept): (db: Db) => Kept {
  const known = new WeakMap<Db, { readonly kept: Kept }>()
  return (db) => {
    const found = known.get(db) ?? { kept: make(db) }
    known.set(db, found)
    return found.kept
  }
}
