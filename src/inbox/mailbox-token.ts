// Tokens for mailboxes that take no password (Microsoft 365): fetched with the client's own credentials (RFC 6749, 4.4), used until
// shortly before they end, and fetched anew when the mailbox refuses one that should still be good.

import { z } from "zod"

export type TokenClient = {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | null
}

export type Tokens = {
  /** A token that should be good for a while. Throws TokenRefused, or what the network threw. */
  readonly token: (client: TokenClient) => Promise<string>
  /** The mailbox refused it: the next one is fetched. */
  readonly forget: (client: TokenClient) => void
}

/** `message` is a sentence without a word of the server's: that could hold anything. */
export class TokenRefused extends Error {}

const patienceMilliseconds = 15_000
const answerLimitBytes = 100_000
/** A token that ends within this time is not used any more. */
const earlyMilliseconds = 60_000

type Kept = { readonly token: string; readonly goodUntil: number }

/** Tokens as one process has them. `now` counts milliseconds and never goes back. */
export function openTokens(now: () => number = () => performance.now()): Tokens {
  const kept = new Map<string, Kept>()
  return {
    token: async (client) => {
      const name = nameOf(client)
      const known = kept.get(name)
      if (known !== undefined && known.goodUntil > now()) return known.token
      const { token, seconds } = await fetched(client)
      kept.set(name, { token, goodUntil: now() + Math.max(0, seconds * 1000 - earlyMilliseconds) })
      return token
    },
    forget: (client) => void kept.delete(nameOf(client)),
  }
}

function nameOf({ tokenUrl, clientId, clientSecret, scope }: TokenClient): string {
  return JSON.stringify([tokenUrl, clientId, clientSecret, scope])
}

const answer = z.object({
  access_token: z
    .string()
    .min(1)
    .max(20_000)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().min(0).max(31_536_000).default(300),
})

async function fetched({ tokenUrl, clientId, clientSecret, scope }: TokenClient) {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope === null ? {} : { scope }),
  })
  const signal = AbortSignal.timeout(patienceMilliseconds)
  const response = await fetch(tokenUrl, {
    method: "POST",
    body,
    signal,
    redirect: "error",
    headers: { accept: "application/json" },
  })
  const text = await limitedText(response)
  if (!response.ok) throw new TokenRefused(`The server that gives out tokens refused one (HTTP ${response.status}).`)
  const read = answer.safeParse(jsonOf(text))
  if (!read.success)
    throw new TokenRefused("The server that gives out tokens answered with something that is no token.")
  return { token: read.data.access_token, seconds: read.data.expires_in }
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > answerLimitBytes) throw new TokenRefused("The server that gives out tokens answers without end.")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
