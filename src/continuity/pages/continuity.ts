// The page of continuity: which backups there are, what a restore would lose and how long it would take, and, after one, what is held back.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { publishedBook } from "../../charter/index.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { continuityPath, releasePath } from "../paths.ts"
import { releaseHold } from "../release.ts"
import { shownHold } from "../show.ts"
import { archiveState, latestDrills, presentBackups } from "../store.ts"
import { troubles, type Watched } from "../troubles.ts"
import { archiveView, backupView, clausesView, drillView, targets } from "./view.ts"

export type ContinuityPages = Watched & { readonly secretKey: Buffer; readonly mailAddress: string }

export const continuityNavigation = { text: "Continuity", href: continuityPath, audience: "see-continuity" } as const

export function continuityPages(wired: ContinuityPages): Page[] {
  return [
    {
      method: "GET",
      path: continuityPath,
      audience: "see-continuity",
      answer: async (request) => shown(request, wired),
    },
    {
      method: "POST",
      path: releasePath,
      audience: "end-hold",
      answer: (request) => released(request, wired),
    },
  ]
}

const shownBackups = 20
const shownDrills = 10

async function shown(request: PageRequest, wired: ContinuityPages, wrong?: Invalid): Promise<PageAnswer> {
  const { db, at } = request
  const actor = actorOf(request)
  const book = await publishedBook(db)
  const model = {
    title: "Continuity",
    troubles: (await troubles(db, wired, at)).filter(({ name }) => name !== "mail-held"),
    clauses: clausesView(book?.versionAt(at)),
    held: await shownHold(db, actor, at),
    mayRelease: may(actor, "end-hold"),
    releasePath,
    isScheduled: wired.backups !== undefined,
    backups: (await presentBackups(db, shownBackups)).map((each) => backupView(each, at)),
    archive: wired.isEmbedded && wired.backups !== undefined ? archiveView(await archiveState(db)) : undefined,
    drills: (await latestDrills(db, shownDrills)).map(drillView),
    targets,
    typed: request.form,
    faults: wrong?.fields ?? [],
  }
  return { view: "continuity/pages/continuity.njk", model, status: wrong === undefined ? 200 : 400 }
}

const releaseShape = z
  .strictObject({
    how: z.enum(["all", "none", "unsent"], "Choose what becomes of the messages that wait"),
    log: z.string().max(1_000_000, "Paste at most a million characters of the log").default(""),
  })
  .refine(({ how, log }) => how !== "unsent" || log.trim() !== "", {
    path: ["log"],
    message: "Paste the part of the mail relay's log that holds the Message-IDs",
  })

async function released(request: PageRequest, { secretKey: key, ...wired }: ContinuityPages): Promise<PageAnswer> {
  try {
    const { how, log: relayLog } = fieldsFrom(releaseShape, request.form)
    const release = { how, relayLog, key, mailAddress: wired.mailAddress }
    const { dropped } = await releaseHold(request.db, actorOf(request), release, request.at)
    const flash = dropped === 0 ? "Mail goes out again." : `Mail goes out again. Messages left out: ${dropped}.`
    return { redirect: continuityPath, flash }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return shown(request, { ...wired, secretKey: key }, error)
  }
}
