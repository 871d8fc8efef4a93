// The settings of signing in: the identity providers that the sign-in page offers, and whether a password is enough.

import { z } from "zod"
import { about } from "./settings-about.ts"

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

const issuer = z.string().refine((text) => {
  const url = URL.parse(text)
  if (url === null || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") return false
  return url.protocol === "https:" || (url.protocol === "http:" && loopback.test(url.hostname))
})

const provider = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  name: z
    .string()
    .regex(/^[^\p{C}]{1,60}$/u)
    .trim()
    .min(1),
  issuer,
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(500),
})

const fault =
  'must be a JSON list of {"id", "name", "issuer", "clientId", "clientSecret"}, each id and issuer once, each issuer with https'

// What is wrong in it is not repeated: it holds secrets.
const providers = z.string().transform((text, context) => {
  const read = z.array(provider).max(10).safeParse(jsonIn(text))
  if (read.success && isOnce(read.data, "id") && isOnce(read.data, "issuer")) return read.data
  context.addIssue(fault)
  return z.NEVER
})

export const signInVariables = {
  SIGN_IN_PROVIDERS: providers.optional().register(about, {
    sentence:
      "The identity providers (OpenID Connect) that staff may sign in with; each sends people back to PUBLIC_URL/sign-in/with/ID/return.",
    type: "JSON list of id, name, issuer, clientId and clientSecret",
    default: "none",
    secret: true,
  }),
  SECOND_FACTOR: z.enum(["required", "optional"], "must be required or optional").default("optional").register(about, {
    sentence:
      "Whether staff who sign in with a password must set up an authenticator app or a passkey before they go on.",
    type: "required or optional",
    default: "optional",
  }),
}

type Values = z.output<z.ZodObject<typeof signInVariables>>

export function signInSettings(values: Values) {
  return {
    signInProviders: values.SIGN_IN_PROVIDERS ?? [],
    needsSecondFactor: values.SECOND_FACTOR === "required",
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isOnce(list: readonly z.output<typeof provider>[], member: "id" | "issuer"): boolean {
  return new Set(list.map((each) => each[member])).size === list.length
}
