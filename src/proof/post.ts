// A head to an address on the web: one POST, and only success counts.

import { Refused } from "../errors.ts"
import { posted } from "../outbound/index.ts"

export type Webhook = {
  readonly url: string
  /** Whether it may lead into our own network, or go without https: for a desk whose archive stands beside it. */
  readonly mayBePrivate: boolean
}

/** Posts a text as JSON. Throws where the answer is not one of success. */
export async function post({ url, mayBePrivate }: Webhook, text: string): Promise<void> {
  const status = await posted({ url, text, reach: mayBePrivate ? "anywhere" : "public" })
  if (status < 200 || status > 299) throw new Refused(`The webhook answered ${status}.`)
}
