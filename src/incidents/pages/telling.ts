// Tell everyone affected: one message, looked at first with those whom it reaches, then sent on the case and on each of its children.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { childCounts, childrenOf } from "../../cases/index.ts"
import type { Fields, PageRequest } from "../../page.ts"
import { confirmRestoration } from "../major.ts"
import { paths } from "../paths.ts"
import { tellAll } from "../tell-all.ts"
import { shownClocks } from "./clock-view.ts"
import { hiddenFields } from "./form.ts"
import { headingOf, type LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"
import { visibleLine, visibleText } from "./visible.ts"
import { wordsForCustomer } from "./writing-fields.ts"

const namedLimit = 20
const steps = ["preview", "edit", "send"] as const

const given = z.strictObject({
  ...hiddenFields,
  body: wordsForCustomer("Enter what to tell everyone"),
  resolves: z.literal("yes", "Choose whether the children are resolved").optional(),
  step: z.enum(steps, "Choose what to do"),
})

const isNotSent = ({ step }: Fields) => step !== "send"

export const tellingPages = verbPages({
  noun: "notice-to-all",
  right: "reply",
  move: "reply",
  view: "incidents/pages/telling.njk",
  given,
  previews: isNotSent,
  shows: async (loaded, request) => ({ ...(await reachOf(request, loaded)), isRestoration: false }),
  asks: (db, ask, { body, resolves }) => tellAll(db, ask, { body, resolves: resolves === "yes" }),
  says: ({ reference }) => `Everyone affected by ${reference} is being told.`,
})

export const restorationPages = verbPages({
  noun: "restoration",
  right: "reply",
  move: "reply",
  view: "incidents/pages/telling.njk",
  given,
  previews: isNotSent,
  shows: async (loaded, request) => ({ ...(await reachOf(request, loaded)), isRestoration: true }),
  asks: (db, ask, { body, resolves }) => confirmRestoration(db, ask, { body, resolves: resolves === "yes" }),
  says: ({ reference }) => `Full restoration of ${reference} is confirmed, and everyone affected is being told.`,
})

/** Whom a message reaches, and what it looks like once more before it goes. */
async function reachOf(request: PageRequest, loaded: LoadedCase) {
  const { db, form } = request
  const [counts, first] = await Promise.all([
    childCounts(db, loaded.caseId),
    childrenOf(db, actorOf(request), loaded.caseId, 0, namedLimit),
  ])
  const { email } = headingOf(loaded).customer
  const words = [form["body"] ?? ""].flat()[0] ?? ""
  const progress = shownClocks(loaded).find((each) => each.name === "progress" && each.endedAt === null)
  return {
    isPreview: form["step"] === "preview",
    words: visibleText(words.trim()).words,
    resolvesToo: form["resolves"] === "yes",
    open: counts.open,
    mailed: counts.withEmail + (email === null ? 0 : 1),
    unmailed: counts.open - counts.withEmail,
    ownEmail: email,
    progress: progress ?? null,
    first: first.map((each) => ({
      reference: each.reference,
      href: paths.case(each.reference),
      subject: each.subject === null ? null : visibleLine(each.subject, 100),
      hasEmail: each.hasEmail,
    })),
    more: Math.max(0, counts.all - first.length),
  }
}
