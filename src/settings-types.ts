// The types that a setting can have. Each fault is the end of a sentence that begins with the variable's name.

import { resolve } from "node:path"
import { z } from "zod"
import { type Fault, faultsFrom } from "./failpoint.ts"
import { deskZone } from "./time/epoch.ts"
import { instantFrom } from "./time/instant.ts"

/** A settable clock: where it starts (epoch milliseconds; the real time unless given) and how many times as fast it runs. */
export type SettableClock = { readonly startsAt: number | undefined; readonly speed: number }

export const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port from 0 to 65535")
  .transform(Number)
  .refine((port) => port <= 65535, "must be a port from 0 to 65535")

export const portOrOff = z.union([z.literal("off"), portNumber], "must be a port from 0 to 65535, or off")

export function wholeNumber(least: number, most: number) {
  const fault = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,6}$/, fault)
    .transform(Number)
    .refine((number) => number >= least && number <= most, fault)
}

export const networkName = z.string().regex(/^[\w.:-]{1,253}$/, "must be a network address or a host name")

export const onOff = z.enum(["on", "off"], "must be on or off").transform((word) => word === "on")

/** A path; a relative one starts where the process was started. */
export const path = z.string().transform((written) => resolve(written))

export function choice<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, `must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`)
}

/** An origin, without a path: links are made by adding one. */
export const httpAddress = z.string().transform((text, context) => {
  const parsed = URL.parse(text)
  if (parsed && /^https?:$/.test(parsed.protocol) && isBareOrigin(parsed)) return parsed.origin
  context.addIssue("must be an address such as https://desk.example.org, without a path, a question mark or a password")
  return z.NEVER
})

export const databaseAddress = url("postgres:", "postgresql:")

export const relayAddress = url("smtp:", "smtps:")

/** An address of one of some protocols. The fault does not repeat it, because it may hold a password. */
export function url(...protocols: string[]) {
  const example = `${protocols[0]}//`
  return z.string().refine((text) => {
    const parsed = URL.parse(text)
    return parsed !== null && protocols.includes(parsed.protocol)
  }, `must be an address that begins with ${example}`)
}

/** How often, in milliseconds, or off: whole minutes or hours. */
export const everyOrOff = z
  .string()
  .regex(/^([1-9]\d{0,3}[mh]|off)$/, "must be minutes or hours, such as 15m or 1h, or off")
  .transform((text) =>
    text === "off" ? ("off" as const) : Number(text.slice(0, -1)) * (text.endsWith("h") ? 3_600_000 : 60_000),
  )

/** An address that the desk posts to. The fault does not repeat it: it may hold a secret. */
export const webhookAddress = z.string().refine((text) => {
  const parsed = URL.parse(text)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === "" && parsed.password === ""
}, "must be an address that begins with https://, without a name or a password")

export const mailAddress = z
  .string()
  .regex(
    /^[\w.%+-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i,
    "must be a plain mail address such as desk@example.org",
  )

/** How often something is done. */
export const span = z.string().regex(/^([1-9]\d{0,3}h|off)$/, "must be a number of hours such as 12h, or off")

/** A span in milliseconds; undefined is never. */
export function millisecondsOf(text: string): number | undefined {
  return text === "off" ? undefined : Number.parseInt(text, 10) * 3_600_000
}

export const settableClock = z.string().transform((text, context): SettableClock => {
  const words = text.split(/\s+/)
  const speeds = words.filter((word) => /^x\d+$/.test(word)).map((word) => Number(word.slice(1)))
  const instants = words.filter((word) => !/^x\d+$/.test(word))
  const speed = speeds[0] ?? 1
  const startsAt = instants[0] === undefined ? undefined : instantOr(instants[0])
  if (speeds.length <= 1 && instants.length <= 1 && speed >= 1 && speed <= fastest && startsAt !== "none")
    return { startsAt, speed }
  context.addIssue(
    `must be an instant such as 2026-03-27T16:30+00:00, a speed from x1 to x${fastest}, or both with a space between`,
  )
  return z.NEVER
})

export const failpointFaults = z.string().transform((text, context): Fault[] => {
  const faults = faultsFrom(text)
  if (typeof faults !== "string") return faults
  context.addIssue(faults)
  return z.NEVER
})

const fastest = 100_000

function instantOr(text: string): number | "none" {
  try {
    return instantFrom(text, deskZone)
  } catch {
    return "none"
  }
}

function isBareOrigin(parsed: URL): boolean {
  return (
    parsed.pathname === "/" &&
    parsed.search === "" &&
    parsed.hash === "" &&
    parsed.username === "" &&
    parsed.password === ""
  )
}
