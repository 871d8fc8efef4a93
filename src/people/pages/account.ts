// One's own account: who the desk takes one for, how one signs in, and where one is signed in.

import { type Tx, transaction } from "../../database/index.ts"
import { Invalid, Refused } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { browserWords } from "../browser-words.ts"
import { passkeysHindered } from "../passkeys.ts"
import { roleTitle } from "../rights.ts"
import { rolesHeldBy } from "../roles.ts"
import { endOtherSessions, endSessionOf, sessionsOf } from "../sessions.ts"
import { giveUpAccount, giveUpPasskey, waysOf } from "../ways.ts"
import { whoIs } from "./confirm.ts"
import { type SignInParts, single } from "./parts.ts"
import * as paths from "./paths.ts"

export function accountPages(parts: SignInParts): Page[] {
  const page = { audience: "signed-in", isForSigningIn: true } as const
  const act = { ...page, method: "POST", isSensitive: true } as const
  return [
    { ...page, method: "GET", path: paths.accountPath, answer: (request) => show(request, parts) },
    { ...page, method: "POST", path: paths.sessionEndPattern, answer: endOne },
    { ...page, method: "POST", path: paths.otherSessionsEndPath, answer: endOthers },
    { ...act, path: paths.passkeyRemovalPattern, answer: removePasskey },
    { ...act, path: paths.linkRemovalPath, answer: removeLink },
  ]
}

async function show(request: PageRequest, { providers }: SignInParts): Promise<PageAnswer> {
  const { db, clock, publicUrl } = request
  const { session, personId, name, email } = whoIs(request)
  const ways = await waysOf(db, personId)
  const sessions = await sessionsOf(db, personId, clock)
  return {
    view: "people/pages/account.njk",
    model: {
      title: "Your account",
      paths,
      person: { name, email, roles: (await rolesHeldBy(db, personId)).map(roleTitle) },
      ways,
      passkeysHindered: passkeysHindered(publicUrl),
      passkeys: ways.passkeys.map((each) => ({ ...each, removal: paths.passkeyRemovalPath(each.id) })),
      accounts: ways.accounts.map((each) => ({ ...each, name: nameOf(each.issuer, providers) })),
      sessions: sessions.map((each) => ({
        ...each,
        browser: browserWords(each.userAgent),
        isThis: each.id === session.id,
        end: paths.sessionEndPath(each.id),
        method: methodWords[each.method ?? ""] ?? "Not known",
      })),
    },
  }
}

const methodWords: Readonly<Record<string, string>> = {
  password: "Password",
  code: "Password and code",
  "recovery-code": "Password and recovery code",
  passkey: "Passkey",
  provider: "Linked account",
  invitation: "Invitation",
}

function nameOf(issuer: string, providers: SignInParts["providers"]): string {
  return providers.find((each) => each.issuer === issuer)?.name ?? issuer
}

async function endOne(request: PageRequest): Promise<PageAnswer> {
  const { by, session } = whoIs(request)
  const id = request.params["session"] ?? ""
  await transaction(request.db, (tx) => endSessionOf(tx, by, id, request.clock))
  if (id === session.id) return { redirect: paths.signInPath, session: "" }
  return { redirect: paths.accountPath, flash: "That session has ended." }
}

async function endOthers(request: PageRequest): Promise<PageAnswer> {
  const { by, session } = whoIs(request)
  await transaction(request.db, (tx) => endOtherSessions(tx, by, session.id, request.clock))
  return { redirect: paths.accountPath, flash: "You are signed in here only." }
}

async function removePasskey(request: PageRequest): Promise<PageAnswer> {
  const { by } = whoIs(request)
  const passkey = request.params["passkey"] ?? ""
  return await givenUp(request, (tx) => giveUpPasskey(tx, by, passkey, request.clock), "The passkey is removed.")
}

async function removeLink(request: PageRequest): Promise<PageAnswer> {
  const { by } = whoIs(request)
  const account = { issuer: single(request.form, "issuer"), subject: single(request.form, "subject") }
  return await givenUp(request, (tx) => giveUpAccount(tx, by, account, request.clock), "The account is unlinked.")
}

async function givenUp({ db }: PageRequest, work: (tx: Tx) => Promise<void>, done: string): Promise<PageAnswer> {
  try {
    await transaction(db, work)
    return { redirect: paths.accountPath, flash: done }
  } catch (error) {
    if (error instanceof Refused || error instanceof Invalid)
      return { redirect: paths.accountPath, flash: error.message }
    throw error
  }
}
