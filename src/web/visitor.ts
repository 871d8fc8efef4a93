// Who is asking, read from the request once, and the token that their forms carry.

import { randomBytes } from "node:crypto"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { Actor } from "../people/actor.ts"
import { actorOfSession } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { cookieJar } from "./cookies.ts"
import { forgeryToken } from "./forgery.ts"
import type { WebOptions } from "./options.ts"

export type Visitor = {
  readonly at: EpochMilliseconds
  readonly actor: Actor | undefined
  /** The token of this visitor's forms, made at the first form that they are shown. */
  readonly formToken: () => string
}

/** A visitor without a session still has a secret of their own, so that nobody can sign them in as somebody else. */
export async function visitorOf(options: WebOptions, request: FastifyRequest, reply: FastifyReply): Promise<Visitor> {
  const at = options.now()
  const jar = cookieJar(options.settings.publicUrl)
  const cookie = request.cookies[jar.session]
  const session = cookie === undefined ? undefined : await actorOfSession(options.db, cookie, at)
  const secret = session?.formSecret ?? request.cookies[jar.visitor]
  return { at, actor: session?.actor, formToken: lazily(() => forgeryToken(options.secretKey, secret ?? newSecret())) }

  function newSecret(): string {
    const made = randomBytes(16).toString("base64url")
    reply.setCookie(jar.visitor, made, jar.attributes)
    return made
  }
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
