// Who is asking, read from the request once, and the token that their forms carry.

import { randomBytes } from "node:crypto"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { PageSession } from "../page.ts"
import { type Actor, actorOfSession, type Preferences } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Language } from "../words/index.ts"
import { cookieJar } from "./cookies.ts"
import { forgeryToken } from "./forgery.ts"
import { isUnattended } from "./frames.ts"
import { languageOf } from "./language.ts"
import type { Offer, Web } from "./options.ts"

export type Visitor = {
  /** The desk's time of this request. */
  readonly at: EpochMilliseconds
  readonly actor: Actor | undefined
  /** How they have their desk; undefined where nobody has signed in. */
  readonly preferences: Preferences | undefined
  readonly session: PageSession | undefined
  readonly language: Language
  /** A secret that this browser alone holds; made when it is first asked for. */
  readonly browser: () => string
  /** The token of this visitor's forms, made at the first form that they are shown. */
  readonly formToken: () => string
}

declare module "fastify" {
  interface FastifyRequest {
    /** Absent where the request was refused before anybody looked who asks. */
    visitor: Visitor | undefined
    /** Whether the page is the same for everybody: neither a right nor a private link leads to it. */
    isForEverybody: boolean
    /** What the visitor is offered beside the page. */
    offers: readonly Offer[] | undefined
  }
}

/** A visitor without a session still has a secret of their own, so that nobody can sign them in as somebody else. */
export async function visitorOf(web: Web, request: FastifyRequest, reply: FastifyReply): Promise<Visitor> {
  const jar = cookieJar(web.publicUrl())
  const cookie = request.cookies[jar.session]
  const session =
    cookie === undefined ? undefined : await actorOfSession(web.db, cookie, web.clock(), isUnattended(request))
  // Each sign-in has a secret of its own, so that what the browser held before is no part of it (session fixation).
  const secret = session?.formSecret ?? request.cookies[jar.customer]
  const browser = lazily(() => request.cookies[jar.visitor] ?? newSecret())
  const formToken = lazily(() => forgeryToken(web.secretKey, secret ?? browser()))
  const language = languageOf(web, request, reply)
  const actor = session && { ...session.actor, remote: request.remote }
  const preferences = session?.preferences
  return { at: web.now(), actor, preferences, session, language, browser, formToken }

  function newSecret(): string {
    const made = randomBytes(16).toString("base64url")
    reply.setCookie(jar.visitor, made, jar.attributes)
    return made
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
