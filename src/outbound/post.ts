// One POST to an address that was judged: no redirects, no proxies, bounded in time and in what is read of the answer.

import { request as plainRequest } from "node:http"
import { request as secureRequest } from "node:https"
import type { LookupFunction } from "node:net"
import { judged, type Pinned, type Reach, type Resolve, Unreachable } from "./judge.ts"

export type Posting = {
  readonly url: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
  readonly reach: Reach
  readonly resolve?: Resolve
  readonly patienceMs?: number
}

/** From the connection to the head of the answer. */
const usualPatienceMs = 10_000
const answerHeadBytes = 16 * 1024

/** Posts a text as JSON; gives the status of the answer, of which nothing else is read. Throws Unreachable. */
export async function posted({ url: address, text, headers, reach, resolve, patienceMs }: Posting): Promise<number> {
  const url = URL.parse(address)
  if (url === null) throw new Unreachable("no address")
  // The name has to be found within the same time.
  const signal = AbortSignal.timeout(patienceMs ?? usualPatienceMs)
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener("abort", () => reject(new Unreachable(signal.reason)), { once: true })
  const answered = judged(url, reach, resolve).then((pinned) => sent(pinned, text, headers, signal))
  return await Promise.race([answered, promise])
}

function sent(
  { url, address, family }: Pinned,
  text: string,
  headers: Posting["headers"],
  signal: AbortSignal,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const send = url.protocol === "https:" ? secureRequest : plainRequest
  const sending = send(
    url,
    {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers },
      signal,
      agent: false,
      maxHeaderSize: answerHeadBytes,
      lookup: pinnedLookup(address, family),
    },
    (answer) => {
      answer.destroy()
      resolve(answer.statusCode ?? 0)
    },
  )
  sending.on("error", (cause) => reject(new Unreachable(cause)))
  sending.end(text)
  return promise
}

// The connection goes to what was judged: a second look-up could answer otherwise (DNS rebinding).
function pinnedLookup(address: string, family: number): LookupFunction {
  return (_name, options, found) => {
    if (options.all === true) found(null, [{ address, family }])
    else found(null, address, family)
  }
}
