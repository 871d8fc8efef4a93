// A head to an address on the web: one POST, no redirects, bounded in time and in what is read of the answer.

import { request as plainRequest } from "node:http"
import { request as secureRequest } from "node:https"
import { Refused } from "../errors.ts"
import { mustBePublic, publicLookup } from "./web-address.ts"

export type Webhook = {
  readonly url: string
  /** Whether it may lead into our own network, or go without https: for a desk whose archive stands beside it. */
  readonly mayBePrivate: boolean
}

const patienceMs = 10_000

/** Posts a text as JSON. Throws where the answer is not one of success. */
export async function post({ url: address, mayBePrivate }: Webhook, text: string): Promise<void> {
  const url = new URL(address)
  if (!mayBePrivate) mustBePublic(url)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const send = url.protocol === "https:" ? secureRequest : plainRequest
  const sending = send(
    url,
    {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
      signal: AbortSignal.timeout(patienceMs),
      agent: false,
      ...(mayBePrivate ? {} : { lookup: publicLookup }),
    },
    (answer) => {
      answer.destroy()
      resolve(answer.statusCode ?? 0)
    },
  )
  sending.once("error", reject)
  sending.end(text)
  const status = await promise
  if (status < 200 || status > 299) throw new Refused(`The webhook answered ${status}.`)
}
