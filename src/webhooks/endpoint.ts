// An endpoint: where another system is told what happens here, and of what.

import { type FieldError, Invalid } from "../errors.ts"
import { isBadPort, mayBePosted, type Reach } from "../outbound/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type EndpointState = "active" | "paused" | "removed"
/** person: somebody paused it. failing: it took nothing for days. gone: it answered that it is gone for good. */
export type PausedBecause = "person" | "failing" | "gone"

export type Endpoint = {
  readonly endpointId: number
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly state: EndpointState
  readonly pausedBecause: PausedBecause | null
  readonly changedAt: EpochMilliseconds
  readonly createdAt: EpochMilliseconds
  readonly createdBy: string | null
  readonly secretAt: EpochMilliseconds
  readonly oldSecretUntil: EpochMilliseconds | null
  readonly failingSince: EpochMilliseconds | null
  readonly restsUntil: EpochMilliseconds | null
}

/** The type of a trial message, which is of no case. */
export const trialType = "test"
/** How many endpoints there may be: each event is kept once for each. */
export const endpointsLimit = 20

/** What was wished for, as it is kept. Throws Invalid, which tells of all that is wrong. */
export function wishGiven(
  { url, types }: { readonly url: string; readonly types: readonly string[] },
  known: readonly string[],
  reach: Reach,
): { url: string; types: string[] } {
  const faults = [() => endpointAddress(url, reach), () => typesChosen(types, known)].flatMap(faultsIn)
  if (faults.length > 0) throw new Invalid(faults)
  return { url: endpointAddress(url, reach), types: typesChosen(types, known) }
}

/** An address as it is kept. Throws Invalid where nothing may be posted there. */
export function endpointAddress(typed: string, reach: Reach): string {
  const url = URL.parse(typed.trim())
  if (url !== null && url.href.length <= 2000 && mayBePosted(url, reach)) return withoutFragment(url)
  throw new Invalid([{ field: "url", message: addressFault(url) }])
}

/** The types that were chosen, each once. Throws Invalid where there is none, or one that no event has. */
export function typesChosen(chosen: readonly string[], known: readonly string[]): string[] {
  const faults: FieldError[] = []
  if (chosen.length === 0) faults.push({ field: "types", message: "Choose at least one type of event" })
  if (chosen.some((type) => !known.includes(type)))
    faults.push({ field: "types", message: "One of these types of event is not known here. Open the page again" })
  if (faults.length > 0) throw new Invalid(faults)
  return [...new Set(chosen)].toSorted()
}

function faultsIn(read: () => unknown): FieldError[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof Invalid) return error.fields
    throw error
  }
}

function addressFault(url: URL | null): string {
  if (url === null) return "Enter a web address, like https://example.org/charter"
  if (url.username !== "" || url.password !== "") return "The address must not hold a name or a password"
  if (isBadPort(url))
    return `Port ${url.port} belongs to another service, such as mail: choose one that takes web addresses, such as 443`
  return "The address must begin with https:// and lead to the open internet"
}

function withoutFragment(url: URL): string {
  const kept = new URL(url)
  kept.hash = ""
  return kept.href
}
