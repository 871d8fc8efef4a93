// The pages for signing in and out: the one feature that the web entrance has of its own, because only it holds cookies.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { endSession, signIn } from "../people/index.ts"
import { cookieJar } from "./cookies.ts"
import { single } from "./fields.ts"
import { formModel } from "./form-model.ts"
import { mustBeOurForm, postedFields, queriedFields } from "./forms.ts"
import { nextPath } from "./next.ts"
import type { Web } from "./options.ts"
import type { Show } from "./show.ts"

export function addSignIn(server: FastifyInstance, web: Web, show: Show): void {
  const jar = cookieJar(web.publicUrl())
  server.get("/sign-in", showForm)
  server.post("/sign-in", enter)
  server.post("/sign-out", leave)

  async function showForm(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const next = nextPath(single(queriedFields(request), "next"))
    if (request.visitor?.actor !== undefined) return reply.redirect(next, 303)
    return show(request, reply, { view: "web/sign-in.njk", model: { next, ...formModel({}) } })
  }

  async function enter(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    mustBeOurForm(web, request)
    const form = postedFields(request)
    const email = single(form, "email")
    const missing = missingFields(email, single(form, "password"))
    if (missing.length > 0) return again(request, reply, 400, missing)
    const answer = await signIn(web.db, { ...credentials(request), email }, web.clock())
    if (answer.is === "wrong") return again(request, reply, 400, [wrong])
    if (answer.is === "slowed-down") return slowedDown(request, reply, answer.waitMs)
    await endOldSession(request)
    reply.setCookie(jar.session, answer.cookie, jar.attributes).clearCookie(jar.visitor, jar.attributes)
    return reply.redirect(nextPath(single(form, "next")), 303)
  }

  // What the browser held before is ended, never taken over (session fixation).
  async function endOldSession(request: FastifyRequest): Promise<void> {
    const cookie = request.cookies[jar.session]
    if (cookie !== undefined) await endSession(web.db, cookie)
  }

  async function leave(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    mustBeOurForm(web, request)
    await endOldSession(request)
    reply.clearCookie(jar.session, jar.attributes)
    return reply.redirect("/sign-in", 303)
  }

  function slowedDown(request: FastifyRequest, reply: FastifyReply, waitMs: number): FastifyReply {
    const minutes = Math.ceil(waitMs / 60_000)
    const message = `There were too many attempts. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}`
    reply.header("retry-after", String(Math.ceil(waitMs / 1000)))
    return again(request, reply, 429, [{ field: "email", message }])
  }

  function again(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    errors: { field: string; message: string }[],
  ) {
    const { password: _never, ...typed } = postedFields(request)
    const next = nextPath(single(typed, "next"))
    return show(request, reply, { view: "web/sign-in.njk", model: { next, ...formModel(typed, errors) }, status })
  }
}

// One sentence for an unknown account, a wrong password and a disabled person.
const wrong = { field: "email", message: "Email address or password is incorrect" }

function missingFields(email: string, password: string): { field: string; message: string }[] {
  return [
    ...(email.trim() === "" ? [{ field: "email", message: "Enter your email address" }] : []),
    ...(password === "" ? [{ field: "password", message: "Enter your password" }] : []),
  ]
}

function credentials(request: FastifyRequest) {
  return {
    password: single(postedFields(request), "password"),
    remoteAddress: request.remote,
    userAgent: request.headers["user-agent"] ?? "",
  }
}
