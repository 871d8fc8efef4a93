// Articles: what other folders may use of them.

export { type Block as TextBlock, blocksOf } from "./markup.ts"
export { articlesNavigation, knowledgePages } from "./pages/index.ts"
export { paths as helpPaths } from "./paths.ts"
export { type Suggestion, suggestedAnswers } from "./suggest.ts"
export { beginArticle, type Draft, publishArticle } from "./write.ts"
