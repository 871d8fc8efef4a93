// The public's help: articles to search and to read.

import { NotFound } from "../../errors.ts"
import type { Page, PageRequest } from "../../page.ts"
import { blocksOf } from "../markup.ts"
import { paths } from "../paths.ts"
import { respelled } from "../respell-store.ts"
import { searchPublished, selectAllPublished, selectPublished } from "../store.ts"

const shownAtOnce = 50
const longestQuestion = 200

export const helpPage: Page = {
  method: "GET",
  path: paths.help,
  audience: "public",
  answer: async (request) => {
    const asked = questionIn(request)
    const find = asked === "" ? selectAllPublished : searchFor(asked)
    const found = await request.read((reads) => find(reads, shownAtOnce))
    const articles = found.map(({ slug, ...article }) => ({ ...article, href: paths.article(slug) }))
    return { view: "knowledge/pages/help.njk", model: { asked, articles, count: articles.length, paths } }
  },
}

export const answerPage: Page = {
  method: "GET",
  path: paths.article(":slug"),
  audience: "public",
  answer: async ({ read, params, language }) => {
    const article = await read((reads) => selectPublished(reads, params["slug"] ?? ""))
    if (article === undefined) throw new NotFound()
    const { title, summary, body, writtenAt } = article
    const backLink = { text: language.say("help.back"), href: paths.help }
    const model = {
      heading: title,
      summary,
      blocks: blocksOf(body),
      written: language.dates.date(writtenAt),
      paths,
      backLink,
    }
    return { view: "knowledge/pages/answer.njk", model }
  },
}

function searchFor(asked: string) {
  return async (reads: Parameters<typeof selectAllPublished>[0], limit: number) =>
    searchPublished(reads, asked, await respelled(reads, asked), limit)
}

function questionIn({ query }: PageRequest): string {
  const asked = query["q"]
  return typeof asked === "string" ? asked.toWellFormed().replace(/\s+/g, " ").trim().slice(0, longestQuestion) : ""
}
