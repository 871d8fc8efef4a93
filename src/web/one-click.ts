// What a mail program posts by itself: either form of forms (RFC 8058), which says nothing that we do not know.

import type { FastifyInstance } from "fastify"

const limitBytes = 4096

/** A part of the server that takes any such post, and looks at none of it. */
export function takingOneClick(inner: FastifyInstance): FastifyInstance {
  inner.removeAllContentTypeParsers()
  inner.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: limitBytes }, async () => ({}))
  return inner
}
