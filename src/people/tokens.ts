// API tokens: colleagues who cannot sign in. A token is shown once, and travels in a header only.

import { type Db, perDatabase, type Tx } from "../database/index.ts"
import { Invalid, NotFound } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import { record } from "./audit.ts"
import { actorOf, rolesOf } from "./person.ts"
import { isRole, rightsOfAll } from "./rights.ts"
import { hashed, newSecret } from "./secrets.ts"
import { disablePerson, nameFaults, nameGiven, roleFaults } from "./staff.ts"
import {
  insertPerson,
  insertToken,
  selectTokenHolder,
  selectTokensNamed,
  type TokenRow,
  updateTokenUsed,
} from "./store.ts"

const cachedForMs = 1000
const cacheLimit = 1000
const usedEveryMs = 60 * 60 * 1000

/** `ownerId` is the member of staff who answers for it and whom it never exceeds; nobody, for one made at the command line. */
export type NewToken = {
  readonly name: string
  readonly role: string
  readonly ownerId?: number
  readonly remote?: string | null
}

/** Adds a token; gives it, which nobody can do again. Throws Invalid. The prefix lets scanners of leaked secrets recognise it. */
export async function addToken(
  tx: Tx,
  wanted: NewToken,
  at: EpochMilliseconds,
): Promise<{ token: string; personId: number }> {
  const { role, ownerId = null, remote = null } = wanted
  const name = nameGiven(wanted.name)
  const faults = [...nameFaults(name), ...roleFaults(role)]
  if (faults.length > 0 || !isRole(role)) throw new Invalid(faults)
  const added = await insertPerson(tx, { kind: "token", name, email: null, role, passwordHash: null, by: ownerId }, at)
  if (added === undefined) throw new Error("A token has no address that could be taken")
  const { person_id: personId } = added
  const token = `charter_${newSecret()}`
  await insertToken(tx, { hash: hashed(token), personId, ownerId }, at)
  await record(
    tx,
    { action: "token-added", outcome: "done", personId: ownerId, remote, target: [`person:${personId}`] },
    at,
  )
  return { token, personId }
}

/** Ends every token of a name; gives how many. Throws NotFound where there is none. */
export async function disableTokens(tx: Tx, name: string, at: EpochMilliseconds): Promise<number> {
  const named = await selectTokensNamed(tx, nameGiven(name))
  if (named.length === 0) throw new NotFound("There is no token of this name that is still good.")
  for (const { person_id } of named) await disablePerson(tx, person_id, at)
  return named.length
}

type Known = { readonly actor: Actor; readonly untilMs: number }
const cacheOf = perDatabase(() => new Map<string, Known>())

/**
 * The colleague behind a token. Kept for a second, by the monotonic clock: a token that is disabled dies within one,
 * and a busy client costs one question a second.
 */
export async function actorOfToken(db: Db, token: string, at: EpochMilliseconds): Promise<Actor | undefined> {
  const cache = cacheOf(db)
  const hash = hashed(token)
  const key = hash.toString("base64")
  const known = cache.get(key)
  if (known !== undefined && known.untilMs > performance.now()) return known.actor
  cache.delete(key)
  const actor = await lookUp(db, hash, at)
  if (actor === undefined) return undefined
  if (cache.size >= cacheLimit) cache.clear()
  cache.set(key, { actor, untilMs: performance.now() + cachedForMs })
  return actor
}

/** Forgets what is known of tokens in this process: what has just been changed holds from the next request on. */
export function forgetTokens(db: Db): void {
  cacheOf(db).clear()
}

async function lookUp(db: Db, hash: Buffer, at: EpochMilliseconds): Promise<Actor | undefined> {
  const found = await selectTokenHolder(db, hash)
  const actor = found && withinOwner(found)
  if (found === undefined || actor === undefined) return undefined
  if (found.used_at === null || at - found.used_at > usedEveryMs) await updateTokenUsed(db, hash, at)
  return actor
}

// A token does and sees what both it and its owner may: somebody who loses a right takes it from their tokens with them.
function withinOwner(found: TokenRow): Actor | undefined {
  const actor = actorOf(found)
  if (actor === undefined || found.owner_id === null) return actor
  if (found.is_owner_disabled !== false) return undefined
  const allowed = rightsOfAll(rolesOf(found.owner_roles ?? []))
  const rights = new Set([...(actor.rights ?? [])].filter((right) => allowed.has(right)))
  return { ...actor, rights, queues: inBoth(actor.queues, found.owner_queues) }
}

function inBoth(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null || other === null) return one ?? other
  return one.filter((queue) => other.includes(queue))
}
