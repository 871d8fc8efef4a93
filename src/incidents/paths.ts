// The addresses of the desk's pages about incidents, written once: routes, links and redirects all take them from here.

/** What staff do to a case, as the nouns of its addresses. */
export const nouns = [
  "reply",
  "note",
  "classification",
  "assignment",
  "hold",
  "resumption",
  "escalation",
  "resolution",
  "reopening",
  "closure",
  "redaction",
] as const
export type Noun = (typeof nouns)[number]

/** As routes, with their parameters by name. */
export const routes = {
  desk: "/desk",
  cases: "/desk/cases",
  case: "/desk/cases/:reference",
  verb: (noun: Noun) => `/desk/cases/:reference/${noun}`,
  message: "/desk/cases/:reference/content/:content",
  file: "/desk/cases/:reference/files/:content",
  newCall: "/desk/calls/new",
}

/** As links. A reference and a number need no encoding: both have passed their own strict parsers. */
export const paths = {
  desk: routes.desk,
  cases: routes.cases,
  case: (reference: string) => `/desk/cases/${reference}`,
  verb: (reference: string, noun: Noun) => `/desk/cases/${reference}/${noun}`,
  message: (reference: string, content: number) => `/desk/cases/${reference}/content/${content}`,
  file: (reference: string, content: number) => `/desk/cases/${reference}/files/${content}`,
  newCall: routes.newCall,
  charterClause: (id: string, version?: number) => `/charter${version === undefined ? "" : `/${version}`}#${id}`,
}
