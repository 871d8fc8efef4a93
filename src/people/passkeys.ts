// Passkeys (WebAuthn): registered by somebody who is signed in, and then the quickest way in. The device itself verifies its user.

import { isIP } from "node:net"
import { z } from "zod"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import type { Own } from "./audit.ts"
import { authenticationShape, credentialFrom, registrationShape } from "./passkey-shapes.ts"
import {
  countPasskeyUse,
  deletePasskey,
  insertPasskey,
  type PasskeyRow,
  selectPasskey,
  selectPasskeysOf,
} from "./passkeys-store.ts"
import { newTicket, spendTicket, ticketFacts } from "./tickets.ts"

/** Where the desk is reached, and the key that it seals with. */
export type PasskeyPlace = { readonly publicUrl: string; readonly key: Uint8Array }

/** What a page hands its script, and the ticket that comes back with the answer. */
export type PasskeyQuestion = { readonly options: string; readonly ticket: string }
export type PasskeyAnswer = { readonly credential: string; readonly ticket: string }

// Loaded when the first passkey is asked for: it is large, and most verbs of the command line never need it.
const webauthn = () => import("@simplewebauthn/server")

const challengeOnly = z.object({ challenge: z.string() })
const perPerson = 20
// EdDSA, ES256 and RS256 (COSE): what every device of today makes at least one of. Named, because the library would try newer ones out
// on the runtime, which warns of them.
const algorithms = [-8, -7, -257]

/** Browsers make no passkeys for a network address, nor over plain http but on this machine. */
export function canHavePasskeys(publicUrl: string): boolean {
  return passkeysHindered(publicUrl) === undefined
}

/** What stands in the way of passkeys at an address, to follow "None, because": they belong to a name, and to a connection that is safe. */
export function passkeysHindered(publicUrl: string): string | undefined {
  const { protocol, hostname } = new URL(publicUrl)
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return "this desk is opened by a number and not a name"
  if (protocol === "https:" || hostname === "localhost") return undefined
  return "this desk is opened by an address that begins with http:// and not https://"
}

/** The question for signing in: whose passkey it is, its device tells. */
export async function passkeyQuestion(place: PasskeyPlace, at: EpochMilliseconds): Promise<PasskeyQuestion> {
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({ rpID: domainOf(place), userVerification: "required" })
  return questionOf(place, options, at)
}

/** The question for registering one more passkey. */
export async function newPasskeyQuestion(
  db: Db,
  place: PasskeyPlace,
  person: { readonly personId: number; readonly name: string; readonly email: string; readonly serviceName: string },
  at: EpochMilliseconds,
): Promise<PasskeyQuestion> {
  const known = await selectPasskeysOf(db, person.personId)
  const { generateRegistrationOptions } = await webauthn()
  const options = await generateRegistrationOptions({
    rpName: person.serviceName,
    rpID: domainOf(place),
    userID: Uint8Array.from(Buffer.from(`person:${person.personId}`)),
    userName: person.email,
    userDisplayName: person.name,
    attestationType: "none",
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map((each) => ({ id: each.credential_id, transports: each.transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
  return questionOf(place, options, at)
}

/** Keeps a new passkey. Throws Refused where the answer is not one to our question, Invalid where its name cannot be shown. */
export async function addPasskey(
  db: Db,
  place: PasskeyPlace,
  given: PasskeyAnswer & { readonly by: Own; readonly name: string },
  at: EpochMilliseconds,
): Promise<void> {
  const name = given.name.trim().replace(/\s+/g, " ")
  if (name === "" || name.length > 100 || /\p{C}/u.test(name))
    throw new Invalid([{ field: "name", message: "Enter a name of up to 100 characters, such as Work laptop" }])
  const response = credentialFrom(registrationShape, given.credential)
  const expectedChallenge = await challengeOf(db, place, given, at)
  if (response === undefined || expectedChallenge === undefined) throw notAnAnswer()
  const { verifyRegistrationResponse } = await webauthn()
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: originOf(place),
    expectedRPID: domainOf(place),
    supportedAlgorithmIDs: algorithms,
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const, registrationInfo: undefined }))
  if (!verified) throw notAnAnswer()
  const { credential, credentialBackedUp: isSynced } = registrationInfo
  const { by } = given
  const { personId } = by
  await transaction(db, async (tx) => {
    if ((await selectPasskeysOf(tx, personId)).length >= perPerson)
      throw new Refused(`You have ${perPerson} passkeys. Remove one first.`)
    const kept = await insertPasskey(tx, { ...credential, personId, name, isSynced }, at)
    if (kept === 0) throw new Refused("This passkey is here already.")
    await recordAccountChange(tx, { action: "passkey-added", personId, by }, at)
  })
}

/** Whose passkey answered our question, with the device's word that it verified its user; undefined where none did. */
export async function takePasskey(
  db: Db,
  place: PasskeyPlace,
  given: PasskeyAnswer,
  at: EpochMilliseconds,
): Promise<number | undefined> {
  const response = credentialFrom(authenticationShape, given.credential)
  const known = response && (await selectPasskey(db, response.id))
  const expectedChallenge = await challengeOf(db, place, given, at)
  if (response === undefined || known === undefined || expectedChallenge === undefined) return undefined
  const { verifyAuthenticationResponse } = await webauthn()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: originOf(place),
    expectedRPID: domainOf(place),
    credential: credentialOf(known),
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const, authenticationInfo: undefined }))
  if (!verified || authenticationInfo === undefined) return undefined
  const counted = await countPasskeyUse(db, known.credential_id, authenticationInfo.newCounter, at)
  return counted === 0 ? undefined : known.person_id
}

/** Takes a passkey away. Throws NotFound where it is none of the person's. */
export async function removePasskey(tx: Tx, by: Own, credentialId: string, at: EpochMilliseconds) {
  if ((await deletePasskey(tx, by.personId, credentialId)) === 0) throw new NotFound()
  await recordAccountChange(tx, { action: "passkey-removed", personId: by.personId, by }, at)
}

function questionOf(place: PasskeyPlace, options: { challenge: string }, at: EpochMilliseconds): PasskeyQuestion {
  const { challenge } = options
  return { options: JSON.stringify(options), ticket: newTicket(place.key, "passkey", { challenge }, at) }
}

// A challenge is answered once, rightly or not.
async function challengeOf(db: Db, { key }: PasskeyPlace, { ticket }: PasskeyAnswer, at: EpochMilliseconds) {
  const facts = ticketFacts(challengeOnly, { key, purpose: "passkey", ticket }, at)
  return facts !== undefined && (await spendTicket(db, ticket, at)) ? facts.challenge : undefined
}

function credentialOf(known: PasskeyRow) {
  const { credential_id: id, public_key, counter, transports } = known
  return { id, publicKey: Uint8Array.from(public_key), counter, transports }
}

function originOf({ publicUrl }: PasskeyPlace): string {
  return new URL(publicUrl).origin
}

function domainOf({ publicUrl }: PasskeyPlace): string {
  return new URL(publicUrl).hostname
}

function notAnAnswer(): Refused {
  return new Refused("The passkey could not be registered. Open the page again and try once more.")
}
