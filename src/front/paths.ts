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
  copy: "/follow/:token/copy/:proof",
  satisfaction: "/follow/:token/satisfaction",
  suggestions: "/report/suggestions",
  suggested: "/report/:form/answers",
  signIn: "/account/sign-in",
  linkAsked: "/account/check-email",
  enter: "/account/enter/:token",
  account: "/account",
  accountCase: "/account/cases/:reference",
  signOut: "/account/sign-out",
  accessibility: "/accessibility",
  privacy: "/privacy",
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
  copy: (token: string, proof: string) => `/follow/${token}/copy/${proof}`,
  satisfaction: (token: string, score?: number) =>
    `/follow/${token}/satisfaction${score === undefined ? "" : `?score=${score}`}`,
  suggestions: routes.suggestions,
  suggested: (form: string) => `/report/${form}/answers`,
  signIn: routes.signIn,
  linkAsked: routes.linkAsked,
  enter: (token: string) => `/account/enter/${token}`,
  account: routes.account,
  accountCase: (reference: string) => `/account/cases/${reference}`,
  signOut: routes.signOut,
  accessibility: routes.accessibility,
  privacy: routes.privacy,
  cookies: "/cookies",
  help: "/help",
  status: "/status",
  charter: "/charter",
  clause: (id: string, version: number) => `/charter/${version}#${id}`,
}
