// What the pages of signing in have in common: what they are given, and how they say that somebody must wait.

import { Invalid, NotFound } from "../../errors.ts"
import type { Fields, PageAnswer, PageRequest } from "../../page.ts"
import { canHavePasskeys, type PasskeyPlace, type PasskeyQuestion, passkeyQuestion } from "../passkeys.ts"
import type { Provider } from "../providers.ts"
import type { From } from "../sessions.ts"
import type { SlowedDown } from "../sign-in.ts"

export type SignInParts = {
  readonly providers: readonly Provider[]
  readonly serviceName: string
  readonly key: Uint8Array
}

export function fromOf({ userAgent, remoteAddress }: PageRequest): From {
  return { userAgent, remoteAddress }
}

/** The one value of a field, or "" where there is none or there are several. */
export function single(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === "string" ? value : ""
}

export function placeOf({ publicUrl }: PageRequest, { key }: SignInParts): PasskeyPlace {
  return { publicUrl, key }
}

/** The question for a passkey, where the desk's address can have any. */
export async function passkeyOffer(request: PageRequest, parts: SignInParts): Promise<PasskeyQuestion | undefined> {
  if (!canHavePasskeys(request.publicUrl)) return undefined
  return await passkeyQuestion(placeOf(request, parts), request.clock)
}

/** What a passkey's form brings back. */
export function passkeyAnswer({ form }: PageRequest): { ticket: string; credential: string } {
  return { ticket: single(form, "ticket"), credential: single(form, "credential") }
}

export function providerIn({ params }: PageRequest, { providers }: SignInParts): Provider {
  const found = providers.find(({ id }) => id === params["provider"])
  if (found === undefined) throw new NotFound()
  return found
}

/** "There were too many attempts" as the fault of a field, and as an answer. */
export function waitFault(field: string, { waitMs }: SlowedDown): Invalid {
  const minutes = Math.ceil(waitMs / 60_000)
  const message = `There were too many attempts. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}`
  return new Invalid([{ field, message }])
}

/** A form shown again, because somebody must wait. */
export function waiting<Shown extends PageAnswer & { view: string }>(shown: Shown, { waitMs }: SlowedDown): PageAnswer {
  return { ...shown, status: 429, retryAfterSeconds: Math.ceil(waitMs / 1000) }
}
