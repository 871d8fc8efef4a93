// Every statement of articles.

import { instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Article, ArticleState, Writing } from "./article.ts"

const columns = sql`a.article_id as "articleId", a.slug, a.state, a.latest_version as "latestVersion", a.published_version as "publishedVersion",
  a.review_by as "reviewBy", a.changed_at as "changedAt", v.title, v.summary, v.body`

/** Inserts an article with its first version; its address gets a number where another has it. */
export async function insertArticle(
  tx: Tx,
  slug: string,
  written: Writing & { readonly by: number; readonly reviewBy: EpochMilliseconds },
  at: EpochMilliseconds,
): Promise<number> {
  const added = await row<{ articleId: number }>(
    tx,
    sql`insert into articles (slug, state, latest_version, review_by, created_at, changed_at)
      select free.slug, 'draft', 1, ${instant(written.reviewBy)}, ${instant(at)}, ${instant(at)}
      from (select case n when 1 then ${slug}::text else ${slug}::text || '-' || n end as slug, n from generate_series(1, 1000) n) free
      where not exists (select from articles where articles.slug = free.slug)
      order by free.n limit 1
      returning article_id as "articleId"`,
  )
  if (added === undefined) throw new Error("no address is left for an article")
  await insertVersion(tx, added.articleId, 1, written, at)
  return added.articleId
}

export async function insertVersion(
  tx: Tx,
  articleId: number,
  version: number,
  written: Writing & { readonly by: number },
  at: EpochMilliseconds,
): Promise<void> {
  const { title, summary, body, by } = written
  await run(
    tx,
    sql`insert into article_versions (article_id, version, title, summary, body, written_by, written_at)
      values (${articleId}, ${version}, ${title}, ${summary}, ${body}, ${by}, ${instant(at)})`,
  )
}

/** An article with its latest version, locked: two who write at once write one after the other. */
export function lockArticle(tx: Tx, articleId: number) {
  return row<Article>(
    tx,
    sql`select ${columns} from articles a join article_versions v on v.article_id = a.article_id and v.version = a.latest_version
      where a.article_id = ${articleId} for update of a`,
  )
}

/** An article with its latest version. */
export function selectArticle(on: Reads, articleId: number) {
  return row<Article>(
    on,
    sql`select ${columns} from articles a join article_versions v on v.article_id = a.article_id and v.version = a.latest_version
      where a.article_id = ${articleId}`,
  )
}

/** All articles, those first that somebody must look at. */
export function selectArticles(on: Reads, limit: number) {
  return rows<Article>(
    on,
    sql`select ${columns} from articles a join article_versions v on v.article_id = a.article_id and v.version = a.latest_version
      order by a.state = 'withdrawn', a.review_by, a.article_id limit ${limit}`,
  )
}

export type ListedVersion = {
  readonly version: number
  readonly title: string
  readonly writtenBy: string
  readonly writtenAt: EpochMilliseconds
}

export function selectVersions(on: Reads, articleId: number) {
  return rows<ListedVersion>(
    on,
    sql`select v.version, v.title, p.name as "writtenBy", v.written_at as "writtenAt"
      from article_versions v join people p on p.person_id = v.written_by
      where v.article_id = ${articleId} order by v.version desc limit 100`,
  )
}

export function selectVersion(on: Reads, articleId: number, version: number) {
  return row<Writing>(
    on,
    sql`select title, summary, body from article_versions where article_id = ${articleId} and version = ${version}`,
  )
}

export async function updateLatest(tx: Tx, articleId: number, version: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update articles set latest_version = ${version}, changed_at = ${instant(at)} where article_id = ${articleId}`,
  )
}

export async function updateReview(
  tx: Tx,
  articleId: number,
  reviewBy: EpochMilliseconds,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`update articles set review_by = ${instant(reviewBy)}, changed_at = ${instant(at)} where article_id = ${articleId}`,
  )
}

/** Shows a version to the public, to be found by its words; or, where there is none, shows it no more. */
export async function updateState(
  tx: Tx,
  articleId: number,
  { state, version }: { readonly state: ArticleState; readonly version: number | null },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`update articles set state = ${state}, published_version = ${version}, changed_at = ${instant(at)},
        words = (select setweight(to_tsvector('english', v.title), 'A') || setweight(to_tsvector('english', v.summary), 'B')
            || to_tsvector('english', v.body)
          from article_versions v where v.article_id = articles.article_id and v.version = ${version})
      where article_id = ${articleId}`,
  )
}

export type PublicArticle = Writing & {
  readonly slug: string
  readonly writtenAt: EpochMilliseconds
}

const published = sql`from articles a join article_versions v on v.article_id = a.article_id and v.version = a.published_version`

/** A published article by its address. */
export function selectPublished(on: Reads, slug: string) {
  return row<PublicArticle>(
    on,
    sql`select a.slug, v.title, v.summary, v.body, v.written_at as "writtenAt" ${published} where a.slug = ${slug}`,
  )
}

export type FoundArticle = Pick<PublicArticle, "slug" | "title" | "summary">

/** The published articles, the last changed first. */
export function selectAllPublished(on: Reads, limit: number) {
  return rows<FoundArticle>(
    on,
    sql`select a.slug, v.title, v.summary ${published} order by a.changed_at desc, a.article_id limit ${limit}`,
  )
}

/** Published articles that have any of the words, or of the stems `instead` of them, the best first. */
export function searchPublished(on: Reads, words: string, instead: readonly string[], limit: number) {
  return rows<FoundArticle>(
    on,
    sql`select a.slug, v.title, v.summary ${published}
      cross join (select ${anyOf(words)} || coalesce((select string_agg(quote_literal(lexeme), ' | ')
        from unnest(${[...instead]}::text[]) lexeme), '')::tsquery as query) asked
      where a.words @@ asked.query
      order by ts_rank(a.words, asked.query) desc, a.article_id limit ${limit}`,
  )
}

/** Those that have at least half of the words, and one of them in their title or summary: what may be said without being asked. */
export function suggestPublished(on: Reads, words: string, limit: number) {
  return rows<FoundArticle>(
    on,
    sql`with asked as (select ${anyOf(words)} as query, to_tsvector('english', ${words}) as typed),
      lexemes as (select lexeme from asked, unnest(tsvector_to_array(asked.typed)) lexeme)
      select a.slug, v.title, v.summary ${published} cross join asked
      cross join lateral (
        select count(*) filter (where a.words @@ to_tsquery('simple', quote_literal(lexeme))) as present,
          count(*) filter (where a.words @@ to_tsquery('simple', quote_literal(lexeme) || ':AB')) as prominent, count(*) as typed
        from lexemes) hits
      where a.words @@ asked.query and hits.prominent > 0 and hits.present * 2 >= hits.typed
      order by hits.present desc, ts_rank(a.words, asked.query) desc, a.article_id limit ${limit}`,
  )
}

// Any of the words, in their stems: `plainto_tsquery` asks for all of them, and has seen to the quoting.
function anyOf(words: string): Sql {
  return sql`replace(plainto_tsquery('english', ${words})::text, '&', '|')::tsquery`
}
