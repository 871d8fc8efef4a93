// The desk's pages of articles: the list with what is to be reviewed first, writing, publishing, and the versions there were.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid, NotFound, Refused, Stale } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type Article, limits, writing } from "../article.ts"
import { blocksOf } from "../markup.ts"
import { paths } from "../paths.ts"
import { selectArticle, selectArticles, selectVersion, selectVersions } from "../store.ts"
import { beginArticle, confirmArticle, publishArticle, reviseArticle, withdrawArticle } from "../write.ts"
import { reviewFields, reviewShown, reviewTyped, yearFrom } from "./day.ts"

const audience = "write-articles"
const listedAtOnce = 500

export const articlePages: readonly Page[] = [
  { method: "GET", path: paths.articles, audience, answer: list },
  { method: "GET", path: paths.newArticle, audience, answer: async (request) => blank(request) },
  { method: "POST", path: paths.newArticle, audience, answer: begin },
  { method: "GET", path: paths.edit(":article"), audience, answer: (request) => edited(request) },
  { method: "POST", path: paths.edit(":article"), audience, answer: revise },
  { method: "POST", path: paths.publication(":article"), audience, answer: publish },
  { method: "POST", path: paths.withdrawal(":article"), audience, answer: withdraw },
  { method: "POST", path: paths.review(":article"), audience, answer: confirm },
  { method: "GET", path: paths.version(":article", ":version"), audience, answer: versionPage },
]

async function list({ db, at }: PageRequest): Promise<PageAnswer> {
  const articles = (await selectArticles(db, listedAtOnce)).map((each) => ({
    ...each,
    href: paths.edit(each.articleId),
    isDue: each.state !== "withdrawn" && each.reviewBy <= at,
    hasNewer: each.publishedVersion !== null && each.publishedVersion < each.latestVersion,
  }))
  return { view: "knowledge/pages/articles.njk", model: { title: "Articles", articles, paths } }
}

function blank({ at }: Pick<PageRequest, "at">, typed?: Fields, faults: readonly FieldError[] = []): PageAnswer {
  const model = {
    title: "Write an article",
    action: paths.newArticle,
    typed: typed ?? reviewShown(yearFrom(at)),
    faults,
    limits,
    backLink: { text: "Articles", href: paths.articles },
  }
  return { view: "knowledge/pages/write.njk", model, status: faults.length === 0 ? 200 : 400 }
}

const draftForm = z.strictObject({ ...writing, ...reviewFields })
const revisedForm = z.strictObject({
  ...writing,
  ...reviewFields,
  over: z.string().regex(/^\d{1,6}$/),
})

async function begin(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  try {
    const given = fieldsFrom(draftForm, form)
    const articleId = await beginArticle(db, actorOf(request), { ...given, reviewBy: reviewTyped(given) }, at)
    return { redirect: paths.edit(articleId), flash: "The draft is saved. The public does not see it yet." }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return blank(request, form, error.fields)
  }
}

async function edited(
  request: PageRequest,
  typed?: Fields,
  faults: readonly FieldError[] = [],
  refusal: string | null = null,
): Promise<PageAnswer> {
  const article = await asked(request)
  const { articleId, title, summary, body, latestVersion, reviewBy, publishedVersion, slug } = article
  const model = {
    ...article,
    title: `Article: ${title}`,
    isDue: article.state !== "withdrawn" && reviewBy <= request.at,
    hasNewer: publishedVersion !== null && publishedVersion < latestVersion,
    publicHref: publishedVersion === null ? null : paths.article(slug),
    typed: { title, summary, body, ...reviewShown(reviewBy), ...typed, over: String(latestVersion) },
    faults,
    refusal,
    limits,
    blocks: blocksOf(body),
    action: paths.edit(articleId),
    publication: paths.publication(articleId),
    withdrawal: paths.withdrawal(articleId),
    review: paths.review(articleId),
    nextReview: reviewShown(yearFrom(request.at)),
    versions: (await selectVersions(request.db, articleId)).map((each) => ({
      ...each,
      href: paths.version(articleId, each.version),
    })),
    backLink: { text: "Articles", href: paths.articles },
  }
  const status = faults.length > 0 ? 400 : refusal === null ? 200 : 409
  return { view: "knowledge/pages/edit.njk", model, status }
}

async function revise(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const { articleId } = await asked(request)
  try {
    const { over, ...given } = fieldsFrom(revisedForm, form, ["over"])
    const draft = { ...given, reviewBy: reviewTyped(given), over: Number(over) }
    await reviseArticle(db, actorOf(request), articleId, draft, at)
    return { redirect: paths.edit(articleId), flash: "The new version is saved. Publish it when it is ready." }
  } catch (error) {
    if (error instanceof Invalid) return await edited(request, form, error.fields)
    if (error instanceof Stale)
      return await edited(request, form, [], `${error.changes.join(" ")} What you typed is below.`)
    throw error
  }
}

async function publish(request: PageRequest): Promise<PageAnswer> {
  const { articleId } = await asked(request)
  try {
    await publishArticle(request.db, actorOf(request), articleId, request.at)
    return { redirect: paths.edit(articleId), flash: "The public sees the latest version now." }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return await edited(request, undefined, [], error.message)
  }
}

async function withdraw(request: PageRequest): Promise<PageAnswer> {
  const { articleId } = await asked(request)
  await withdrawArticle(request.db, actorOf(request), articleId, request.at)
  return { redirect: paths.edit(articleId), flash: "The public sees it no more." }
}

async function confirm(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const { articleId } = await asked(request)
  try {
    const given = fieldsFrom(z.strictObject(reviewFields), form)
    await confirmArticle(db, actorOf(request), articleId, reviewTyped(given), at)
    return { redirect: paths.edit(articleId), flash: "The review is recorded." }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await edited(request, form, error.fields)
  }
}

async function versionPage(request: PageRequest): Promise<PageAnswer> {
  const { articleId } = await asked(request)
  const number = numberIn(request.params["version"])
  const version = number === undefined ? undefined : await selectVersion(request.db, articleId, number)
  if (version === undefined) throw new NotFound()
  const { title, summary, body } = version
  const backLink = { text: "Article", href: paths.edit(articleId) }
  const model = { title: `Version ${number}: ${title}`, summary, blocks: blocksOf(body), backLink }
  return { view: "knowledge/pages/version.njk", model }
}

async function asked({ db, params }: PageRequest): Promise<Article> {
  const number = numberIn(params["article"])
  const article = number === undefined ? undefined : await selectArticle(db, number)
  if (article === undefined) throw new NotFound()
  return article
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
