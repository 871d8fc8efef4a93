// The register of roles on a page: how many hold which role, and what each allows, on any day.

import { actorOf } from "../../asked.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { record } from "../audit.ts"
import { privilegeWords, type Register, registerAt } from "../register.ts"
import { registerMoment, registerSentences } from "../register-words.ts"
import { registerPath } from "./paths.ts"

export const registerNavigation = { text: "Roles", href: registerPath, audience: "see-register" } as const

export const registerPage: Page = {
  method: "GET",
  path: registerPath,
  audience: "see-register",
  answer: async (request) => {
    const { date } = request.query
    const asked = typeof date === "string" && date.trim() !== "" ? date : undefined
    try {
      return await shown(request, asked === undefined ? request.at : registerMoment(asked, request.at))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return { ...(await shown(request, request.at, error)), status: 400 }
    }
  },
}

async function shown(request: PageRequest, at: number, wrong?: Invalid) {
  const { db, read, query, remoteAddress: remote } = request
  const register = await read((from) => registerAt(from, at))
  await record(
    db,
    { action: "register-read", outcome: "done", personId: actorOf(request).personId, remote },
    request.at,
  )
  return {
    view: "people/pages/register.njk",
    model: {
      title: "Register of roles",
      registerPath,
      on: at,
      sentences: registerSentences(register),
      rows: rowsOf(register),
      typed: query,
      faults: wrong?.fields ?? [],
    },
  } satisfies PageAnswer
}

function rowsOf({ roles }: Register) {
  return roles.map(({ title, people, tokens, privileges, administratorPrivileges }) => ({
    title,
    people,
    tokens,
    privileges: privileges.filter((each) => !administratorPrivileges.includes(each)).map(privilegeWords),
    administratorPrivileges: administratorPrivileges.map(privilegeWords),
  }))
}
