// The public keys as they are exported beside the heads, and read again.

import { z } from "zod"
import { Invalid } from "../errors.ts"
import type { PublicKey } from "./keys.ts"
import { keyIdOf } from "./keys.ts"
import type { ListedKey } from "./keys-store.ts"
import { isoOf } from "./statement.ts"

export function keysText(keys: readonly ListedKey[]): string {
  const listed = keys.map(({ keyId, publicKey, firstUsedAt, endorsedBy, endorsement }) => ({
    key: keyId,
    public: publicKey.toString("hex"),
    firstUsed: isoOf(firstUsedAt),
    ...(endorsement === null ? {} : { endorsedBy, endorsement: endorsement.toString("hex") }),
  }))
  return `${JSON.stringify(listed, null, 2)}\n`
}

const shape = z.array(z.looseObject({ public: z.string().regex(/^[0-9a-f]{64}$/) }))

/** Reads exported keys: each id is made from its key, whatever the file calls it. Throws Invalid where it has been cut short. */
export function keysFrom(text: string): PublicKey[] {
  const parsed = shape.safeParse(jsonOf(text))
  if (!parsed.success)
    throw new Invalid([
      { field: "key", message: "keys.json is not what was exported: it has been cut short or edited." },
    ])
  return parsed.data.map((each) => {
    const publicKey = Buffer.from(each.public, "hex")
    return { keyId: keyIdOf(publicKey), publicKey }
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
