// The addresses of the pages on which snippets and macros are kept.

export const wordings = ["snippets", "macros"] as const
export type Wording = (typeof wordings)[number]

export const routes = {
  list: (what: Wording) => `/desk/${what}`,
  make: (what: Wording) => `/desk/${what}/new`,
  one: (what: Wording) => `/desk/${what}/:number`,
  remove: (what: Wording) => `/desk/${what}/:number/removal`,
}

export const paths = {
  list: routes.list,
  make: routes.make,
  one: (what: Wording, id: number) => `/desk/${what}/${id}`,
  remove: (what: Wording, id: number) => `/desk/${what}/${id}/removal`,
}
