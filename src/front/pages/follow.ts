// A case by its private link: how it stands, what happens next, what was said.

import { caseHeads, contentOf } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { proofOfCase } from "../../proof/index.ts"
import { contactDetails } from "../contact.ts"
import { type Followed, followedCase, tokenBeforeTail } from "../follow.ts"
import { isToBeGiven, scores } from "../give-satisfaction.ts"
import { paths, routes } from "../paths.ts"
import { promisesOf } from "../promises.ts"
import { standingOf, toldTimeline } from "../told.ts"

export function followPage(key: Buffer): Page {
  return {
    method: "GET",
    path: routes.follow,
    audience: "public",
    isSecretAddress: true,
    answer: async (request) => {
      const token = request.params["token"] ?? ""
      const meant = tokenBeforeTail(key, token)
      if (meant !== undefined) return { redirect: paths.follow(meant) }
      const followed = await followedCase(request.db, key, token, request.at)
      return followed.hasExpired ? { redirect: paths.freshLink(token) } : await shown(request, token, followed)
    },
  }
}

async function shown(
  { db, at, language }: PageRequest,
  token: string,
  { caseId, reference, state }: Followed,
): Promise<PageAnswer> {
  const rules = await currentRules(db)
  const [subject, entries] = await Promise.all([
    contentOf(db, caseId, state.subject.content),
    toldTimeline(db, caseId, rules, at, language),
  ])
  const model = {
    reference,
    subject: subject?.bytes?.toString("utf8") ?? null,
    receivedAt: state.receivedAt,
    received: language.dates.moment(state.receivedAt),
    standing: standingOf(state, rules, language),
    isOpen: state.resolvedAt === null,
    promises: promisesOf(state, rules, at, language),
    entries,
    contact: contactDetails(rules, at, language),
    messagePath: paths.message(token),
    satisfaction: isToBeGiven(state) ? { path: paths.satisfaction(token), scores } : null,
    proofPath: paths.proof(token),
  }
  return { view: "front/pages/follow.njk", model }
}

/** The proof that the case stands in the latest signed head, for its customer to keep. */
export function proofPage(key: Buffer): Page {
  return {
    method: "GET",
    path: routes.proof,
    audience: "public",
    isSecretAddress: true,
    answer: async ({ db, at, params }) => {
      const token = params["token"] ?? ""
      const followed = await followedCase(db, key, token, at)
      if (followed.hasExpired) return { redirect: paths.freshLink(token) }
      const proof = await proofOfCase(db, caseHeads, followed.caseId)
      return { download: Buffer.from(`${proof}\n`), fileName: `proof-${followed.reference}.json` }
    },
  }
}
