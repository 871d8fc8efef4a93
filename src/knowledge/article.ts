// An article: what people ask, answered once. It is a draft, published, or withdrawn; each writing of it is a version that stays.

import { z } from "zod"
import type { EpochMilliseconds } from "../time/index.ts"
import { line } from "../typed.ts"

export const articleStates = ["draft", "published", "withdrawn"] as const
export type ArticleState = (typeof articleStates)[number]

export const limits = { title: 150, summary: 300, body: 20_000 } as const

export type Writing = { readonly title: string; readonly summary: string; readonly body: string }

export type Article = Writing & {
  readonly articleId: number
  readonly slug: string
  readonly state: ArticleState
  readonly latestVersion: number
  readonly publishedVersion: number | null
  readonly reviewBy: EpochMilliseconds
  readonly changedAt: EpochMilliseconds
}

const bodyMissing = "Enter the answer"

/** What may be written, with what is wrong in words. */
export const writing = {
  title: line("Enter the question, or the name of the thing", "The title", limits.title),
  summary: line("Enter the answer in one or two sentences", "The summary", limits.summary),
  body: z
    .string(bodyMissing)
    .transform((typed) => typed.toWellFormed().replace(/\r\n?/g, "\n").trim())
    .pipe(z.string().min(1, bodyMissing).max(limits.body, "The answer must be 20,000 characters or fewer")),
}

/** The address of an article, from its first title: letters and digits, parted by hyphens. */
export function slugOf(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "")
  return plain === "" ? "article" : plain
}
