// Writing articles: begin, revise, publish, withdraw, and confirm that one still holds. Each leaves a line in the audit.

import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused, Stale } from "../errors.ts"
import { type Actor, type AuditAction, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Article, slugOf, type Writing } from "./article.ts"
import { insertArticle, insertVersion, lockArticle, updateLatest, updateReview, updateState } from "./store.ts"

const right = "write-articles"

export type Draft = Writing & { readonly reviewBy: EpochMilliseconds }

/** Begins an article; gives its number. */
export async function beginArticle(db: Db, actor: Actor, draft: Draft, at: EpochMilliseconds): Promise<number> {
  mustBeAbleTo(actor, right)
  mustBeAhead(draft.reviewBy, at)
  return await transaction(db, async (tx) => {
    const by = writerOf(actor)
    const articleId = await insertArticle(tx, slugOf(draft.title), { ...draft, by }, at)
    await noted(tx, actor, "article-begun", articleId, at)
    return articleId
  })
}

/** Writes a new version over the one that was looked at. Throws Stale where somebody wrote meanwhile. The public sees it once it is published. */
export async function reviseArticle(
  db: Db,
  actor: Actor,
  articleId: number,
  draft: Draft & { readonly over: number },
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  mustBeAhead(draft.reviewBy, at)
  await changed(db, articleId, async (tx, { latestVersion }) => {
    if (latestVersion !== draft.over) throw new Stale([`Version ${latestVersion} has been written meanwhile.`])
    await insertVersion(tx, articleId, latestVersion + 1, { ...draft, by: writerOf(actor) }, at)
    await updateLatest(tx, articleId, latestVersion + 1, at)
    await updateReview(tx, articleId, draft.reviewBy, at)
    await noted(tx, actor, "article-revised", articleId, at)
  })
}

/** Shows the latest version to the public. */
export async function publishArticle(db: Db, actor: Actor, articleId: number, at: EpochMilliseconds): Promise<void> {
  mustBeAbleTo(actor, right)
  await changed(db, articleId, async (tx, { latestVersion, reviewBy }) => {
    if (reviewBy <= at)
      throw new Refused("The article is to be reviewed first: set a date to come for its next review.")
    await updateState(tx, articleId, { state: "published", version: latestVersion }, at)
    await noted(tx, actor, "article-published", articleId, at)
  })
}

/** Shows it to the public no more; its versions stay. */
export async function withdrawArticle(db: Db, actor: Actor, articleId: number, at: EpochMilliseconds): Promise<void> {
  mustBeAbleTo(actor, right)
  await changed(db, articleId, async (tx) => {
    await updateState(tx, articleId, { state: "withdrawn", version: null }, at)
    await noted(tx, actor, "article-withdrawn", articleId, at)
  })
}

/** Says that it still holds, and when somebody must look again. */
export async function confirmArticle(
  db: Db,
  actor: Actor,
  articleId: number,
  reviewBy: EpochMilliseconds,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  mustBeAhead(reviewBy, at)
  await changed(db, articleId, async (tx) => {
    await updateReview(tx, articleId, reviewBy, at)
    await noted(tx, actor, "article-reviewed", articleId, at)
  })
}

async function changed(db: Db, articleId: number, change: (tx: Tx, article: Article) => Promise<void>): Promise<void> {
  await transaction(db, async (tx) => {
    const article = await lockArticle(tx, articleId)
    if (article === undefined) throw new NotFound()
    await change(tx, article)
  })
}

function mustBeAhead(reviewBy: EpochMilliseconds, at: EpochMilliseconds): void {
  if (reviewBy <= at)
    throw new Invalid([{ field: "review-day", message: "The date of the next review must be in the future" }])
}

function writerOf({ personId }: Actor): number {
  if (personId === null) throw new Refused("An article is written by a colleague.")
  return personId
}

async function noted(tx: Tx, actor: Actor, action: AuditAction, articleId: number, at: EpochMilliseconds) {
  await record(tx, { action, outcome: "done", ...doneBy(actor), target: [`article:${articleId}`] }, at)
}
