// The list of what a colleague is to look at.

import { actorOf } from "../../asked.ts"
import type { Page, PageRequest } from "../../page.ts"
import { nearDayInWords } from "../../time/index.ts"
import { type ForYou, forYou } from "../../writing/index.ts"
import { paths, routes } from "../paths.ts"
import { visibleLine } from "./visible.ts"

export const forYouPage: Page = {
  method: "GET",
  path: routes.forYou,
  audience: "see-cases",
  answer: async (request) => {
    const list = await forYou(request.db, actorOf(request))
    return { view: "incidents/pages/for-you.njk", model: { list: list.map((each) => shown(each, request)) } }
  },
}

function shown({ why, reference, subject, at, by }: ForYou, request: PageRequest) {
  const says = {
    stopped: "Your reply was not sent. Its words are kept on the case.",
    mention: `${by ?? "A former colleague"} named you in a note.`,
    followed: "Something has changed since you looked.",
  }
  return {
    reference,
    href: paths.case(reference),
    subject: subject === null ? null : visibleLine(subject),
    says: says[why],
    isPressing: why === "stopped",
    at,
    day: at === null ? null : nearDayInWords(at, request.at),
  }
}
