// The addresses of the customer's pages, written once: routes, links and redirects all take them from here.

import type { Step } from "./report.ts"

/** As routes, with their parameters by name. */
export const routes = {
  home: "/",
  report: "/report",
  step: (step: Step) => `/report/:form/${step}`,
  check: "/report/:form/check",
  sent: "/report/:form/sent",
  follow: "/follow/:token",
  message: "/follow/:token/message",
  freshLink: "/follow/:token/link",
  proof: "/follow/:token/proof",
}

/** As links. What is filled in has been made by us or has passed its parser, so that it needs no encoding. */
export const paths = {
  home: routes.home,
  report: routes.report,
  step: (form: string, step: Step) => `/report/${form}/${step}`,
  check: (form: string) => `/report/${form}/check`,
  sent: (form: string) => `/report/${form}/sent`,
  follow: (token: string) => `/follow/${token}`,
  message: (token: string) => `/follow/${token}/message`,
  freshLink: (token: string) => `/follow/${token}/link`,
  proof: (token: string) => `/follow/${token}/proof`,
  charter: "/charter",
  clause: (id: string, version: number) => `/charter/${version}#${id}`,
}
