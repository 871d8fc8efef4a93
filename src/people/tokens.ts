// API tokens: colleagues who cannot sign in. A token is shown once, and travels in a header only.

import { type Db, perDatabase, type Tx } from "../database/index.ts"
import { Invalid, NotFound } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import { record } from "./audit.ts"
import { hashed, newSecret } from "./secrets.ts"
import { disablePerson, isRole, nameFaults, nameGiven, roleFaults } from "./staff.ts"
import { actorOf, insertPerson, insertToken, selectTokenHolder, selectTokensNamed, updateTokenUsed } from "./store.ts"

const cachedForMs = 1000
const cacheLimit = 1000
const usedEveryMs = 60 * 60 * 1000

/** Adds a token; gives it, which nobody can do again. Throws Invalid. The prefix lets scanners of leaked secrets recognise it. */
export async function addToken(
  tx: Tx,
  wanted: { name: string; role: string },
  at: EpochMilliseconds,
): Promise<{ token: string; personId: number }> {
  const name = nameGiven(wanted.name)
  const faults = [...nameFaults(name), ...roleFaults(wanted.role)]
  if (faults.length > 0 || !isRole(wanted.role)) throw new Invalid(faults)
  const person = await insertPerson(tx, { kind: "token", name, email: null, role: wanted.role, passwordHash: null }, at)
  if (person === undefined) throw new Error("A token has no address that could be taken")
  const token = `charter_${newSecret()}`
  await insertToken(tx, hashed(token), person.person_id, at)
  await record(tx, { action: "token-added", outcome: "done", target: [`person:${person.person_id}`] }, at)
  return { token, personId: person.person_id }
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

async function lookUp(db: Db, hash: Buffer, at: EpochMilliseconds): Promise<Actor | undefined> {
  const found = await selectTokenHolder(db, hash)
  if (found === undefined) return undefined
  if (found.used_at === null || at - found.used_at > usedEveryMs) await updateTokenUsed(db, hash, at)
  return actorOf(found)
}
