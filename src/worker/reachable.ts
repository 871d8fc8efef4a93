// Whether a listener of ours takes connections: what readiness says of mail in.

import { connect } from "node:net"

/** Resolves when something answers at the address; rejects when nothing does. */
export function reachable(host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ host, port }, () => {
    socket.end()
    resolve()
  })
  socket.setTimeout(1500, () => socket.destroy(new Error(`nothing answered at ${host}:${port}`)))
  socket.once("error", reject)
  return promise
}
