// The pages of articles: the public's help, and the desk's own.

import type { Page } from "../../page.ts"
import { paths } from "../paths.ts"
import { articlePages } from "./articles.ts"
import { answerPage, helpPage } from "./help.ts"

export const knowledgePages: readonly Page[] = [helpPage, answerPage, ...articlePages]

export const articlesNavigation = { text: "Articles", href: paths.articles, audience: "write-articles" } as const
