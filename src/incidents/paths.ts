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
  queue: "/desk/queue",
  find: "/desk/find",
  case: "/desk/cases/:reference",
  verb: (noun: Noun) => `/desk/cases/:reference/${noun}`,
  reason: "/desk/cases/:reference/reason",
  message: "/desk/cases/:reference/content/:content",
  file: "/desk/cases/:reference/files/:content",
  newCall: "/desk/calls/new",
  views: "/desk/views",
  newView: "/desk/views/new",
  view: "/desk/views/:view",
  viewDeletion: "/desk/views/:view/deletion",
  play: "/desk/play",
  playNext: "/desk/play/next",
  playEnd: "/desk/play/end",
  newBulk: "/desk/bulk/new",
  bulkPreview: "/desk/bulk/preview",
  bulks: "/desk/bulk",
  bulk: "/desk/bulk/:bulk",
  bulkUndoing: "/desk/bulk/:bulk/undoing",
  bulkSending: "/desk/bulk/:bulk/sending",
}

/** As links. A reference and a number need no encoding: both have passed their own strict parsers. */
export const paths = {
  desk: routes.desk,
  cases: routes.cases,
  queue: routes.queue,
  find: routes.find,
  case: (reference: string) => `/desk/cases/${reference}`,
  verb: (reference: string, noun: Noun) => `/desk/cases/${reference}/${noun}`,
  reason: (reference: string) => `/desk/cases/${reference}/reason`,
  message: (reference: string, content: number) => `/desk/cases/${reference}/content/${content}`,
  file: (reference: string, content: number) => `/desk/cases/${reference}/files/${content}`,
  newCall: routes.newCall,
  views: routes.views,
  newView: routes.newView,
  view: (view: number) => `${routes.views}/${view}`,
  viewDeletion: (view: number) => `${routes.views}/${view}/deletion`,
  play: routes.play,
  playNext: routes.playNext,
  playEnd: routes.playEnd,
  newBulk: routes.newBulk,
  bulkPreview: routes.bulkPreview,
  bulks: routes.bulks,
  bulk: (bulk: number) => `${routes.bulks}/${bulk}`,
  bulkUndoing: (bulk: number) => `${routes.bulks}/${bulk}/undoing`,
  bulkSending: (bulk: number) => `${routes.bulks}/${bulk}/sending`,
  charterClause: (id: string, version?: number) => `/charter${version === undefined ? "" : `/${version}`}#${id}`,
}
