// The lines that tell the desk of calls: added, given another secret, disabled. A secret is shown once, and never written down in the clear.

import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import {
  type Actor,
  type AuditAction,
  doneBy,
  findColleague,
  mustBeAbleTo,
  newSecret,
  openedSecret,
  record,
  sealedSecret,
} from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { disableLine, insertLine, type Line, lineNamed, sealLine, setUser } from "./lines-store.ts"

export type LineVerb = {
  readonly db: Db
  readonly secretKey: Uint8Array
  readonly actor: Actor
  readonly at: EpochMilliseconds
}

const overlapMilliseconds = 24 * 60 * 60 * 1000

/** Adds a line; gives the secret that its events are signed with. Throws Invalid, or Refused where there is one of this name. */
export async function addLine({ db, secretKey, actor, at }: LineVerb, name: string): Promise<string> {
  mustBeAbleTo(actor, "manage-telephone")
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new Invalid([{ field: "name", message: "Enter a name of small letters, digits and hyphens, like main-line" }])
  const secret = newSecret()
  await transaction(db, async (tx) => {
    const lineId = await insertLine(tx, name, at)
    if (lineId === undefined) throw new Refused(`There is a line ${name} already.`)
    await sealLine(tx, lineId, sealedSecret(secretKey, purposeOf(lineId), secret), null)
    await recorded(tx, "line-added", lineId, actor, at)
  })
  return secret
}

/** Another secret; the one before is good for a day more. */
export async function renewLine(verb: LineVerb, name: string): Promise<string> {
  const secret = newSecret()
  await onLine(verb, name, "line-renewed", (tx, { lineId }) =>
    sealLine(tx, lineId, sealedSecret(verb.secretKey, purposeOf(lineId), secret), verb.at + overlapMilliseconds),
  )
  return secret
}

export async function endLine(verb: LineVerb, name: string): Promise<void> {
  await onLine(verb, name, "line-disabled", (tx, { lineId }) => disableLine(tx, lineId, verb.at))
}

/** Says who a user of the exchange is here. Throws NotFound. */
export async function nameUser(verb: LineVerb, name: string, user: string, email: string): Promise<void> {
  const named = user.trim().toLowerCase()
  if (named === "" || named.length > 200)
    throw new Invalid([{ field: "user", message: "Enter what the exchange calls them" }])
  await onLine(verb, name, "line-user-named", async (tx, { lineId }) => {
    const colleague = await findColleague(tx, email)
    if (colleague === undefined) throw new NotFound(`Nobody with the address ${email} can sign in.`)
    await setUser(tx, lineId, named, colleague.personId)
  })
}

/** The secrets with which an event of this line may be signed at an instant. */
export function goodSecrets(line: Line, secretKey: Uint8Array, at: EpochMilliseconds): string[] {
  const { lineId, secret, secretBefore, beforeUntil } = line
  const before = secretBefore !== null && beforeUntil !== null && at < beforeUntil ? [secretBefore] : []
  return [secret, ...before].map((each) => openedSecret(secretKey, purposeOf(lineId), each))
}

async function onLine(
  { db, actor, at }: LineVerb,
  name: string,
  action: AuditAction,
  work: (tx: Tx, line: Line) => Promise<void>,
): Promise<void> {
  mustBeAbleTo(actor, "manage-telephone")
  await transaction(db, async (tx) => {
    const line = await lineNamed(tx, name)
    if (line === undefined) throw new NotFound(`There is no line ${name}.`)
    await work(tx, line)
    await recorded(tx, action, line.lineId, actor, at)
  })
}

function purposeOf(lineId: number): string {
  return `telephone line ${lineId}`
}

async function recorded(
  tx: Tx,
  action: AuditAction,
  lineId: number,
  actor: Actor,
  at: EpochMilliseconds,
): Promise<void> {
  await record(tx, { action, outcome: "done", ...doneBy(actor), target: [`line:${lineId}`] }, at)
}
