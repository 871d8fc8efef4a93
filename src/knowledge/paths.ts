// The addresses of articles, for the public and for those who write them.

export const paths = {
  help: "/help",
  article: (slug: string) => `/help/${slug}`,
  articles: "/desk/articles",
  newArticle: "/desk/articles/new",
  edit: (id: number | string) => `/desk/articles/${id}`,
  publication: (id: number | string) => `/desk/articles/${id}/publication`,
  withdrawal: (id: number | string) => `/desk/articles/${id}/withdrawal`,
  review: (id: number | string) => `/desk/articles/${id}/review`,
  version: (id: number | string, version: number | string) => `/desk/articles/${id}/versions/${version}`,
}
