// One letter of the pen: read again for a person, and what that person decides.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { referenceNamed, referencesOf } from "../../cases/index.ts"
import { Invalid, NotFound, Refused } from "../../errors.ts"
import { type Scanner, verdictOr } from "../../files/index.ts"
import { paths } from "../../incidents/index.ts"
import type { Fields, PageAnswer, PageRequest } from "../../page.ts"
import { may, record } from "../../people/index.ts"
import type { ListedLetter } from "../list-store.ts"
import { ignoreLetter, letters, readHeldLetter, releaseLetter } from "../pen.ts"
import type { Inbox } from "../read-letter.ts"
import { checksShown } from "./checks.ts"
import { stateWords } from "./list.ts"
import { dismissalPath, lettersPath, rawLetterPath, releasePath } from "./paths.ts"
import { previewOf, referenceIn, shownLetter } from "./preview.ts"

type Shown = { readonly typed?: Fields; readonly error?: Invalid | Refused }

export async function letter(inbox: Inbox, request: PageRequest, { typed, error }: Shown): Promise<PageAnswer> {
  const actor = actorOf(request)
  const listed = await listedLetter(request)
  if (listed.caseReference !== null) return { redirect: paths.case(listed.caseReference) }
  const { parsed, raw: bytes, checks } = await readHeldLetter(inbox, actor, listed.letterId)
  await recordReading(request, listed.letterId)
  const claimed = referenceIn(`${listed.reason ?? ""} ${parsed.subject}`)
  const fields = typed ?? (claimed === undefined ? {} : { reference: claimed })
  return {
    view: "inbox/pages/letter.njk",
    status: error === undefined ? 200 : error instanceof Invalid ? 400 : 422,
    model: {
      letter: shownLetter(listed),
      preview: { ...previewOf(parsed, bytes.length), sender: checks === null ? null : checksShown(checks) },
      claimed: claimed ?? null,
      mayDecide: listed.state === "held" && may(actor, "release-letter"),
      state: stateWords[listed.state],
      refusal: error instanceof Refused ? error.message : null,
      paths: {
        letters: lettersPath,
        raw: rawLetterPath(listed.letterId),
        release: releasePath(listed.letterId),
        dismissal: dismissalPath(listed.letterId),
      },
      typed: fields,
      faults: error instanceof Invalid ? error.fields : [],
    },
  }
}

export async function raw(inbox: Inbox, request: PageRequest): Promise<PageAnswer> {
  const listed = await listedLetter(request)
  const actor = actorOf(request)
  const { raw: download } = await readHeldLetter(inbox, actor, listed.letterId)
  // As with a file on a case: what a virus was found in opens who has a right to.
  if (inbox.scanner !== undefined && !may(actor, "open-quarantine")) await mustBeClean(inbox.scanner, download)
  await recordReading(request, listed.letterId)
  return { download, fileName: `letter-${listed.letterId}.eml` }
}

// A letter that is held is on no case, where files wait for the scanner: it looks now, and what it has not seen nobody saves.
async function mustBeClean(scanner: Scanner, bytes: Buffer): Promise<void> {
  const verdict = await verdictOr(scanner, bytes, () => {})
  if (verdict === undefined)
    throw new Refused("This letter cannot be saved, because it cannot be checked for viruses now. Try again later.")
  if (verdict.is === "infected") throw new Refused("A virus was found in this letter, so it cannot be saved.")
}

const releaseForm = z.strictObject({
  as: z.enum(["new", "case"], "Choose what the letter is"),
  reference: z.string().trim().max(40, "Enter a reference, like INC-2026-000123").optional(),
})

export async function release(inbox: Inbox, request: PageRequest): Promise<PageAnswer> {
  return await decided(inbox, request, async (letterId) => {
    const as = await destinationOf(request, fieldsFrom(releaseForm, request.form))
    const { caseId } = await released(inbox, request, letterId, as)
    const reference = (await referencesOf(request.db, [caseId])).get(caseId)
    if (reference === undefined) throw new Error(`a letter was released onto case ${caseId}, which is not there`)
    return { redirect: paths.case(reference), flash: `The letter is on ${reference} now.` }
  })
}

export async function dismiss(inbox: Inbox, request: PageRequest): Promise<PageAnswer> {
  return await decided(inbox, request, async (letterId) => {
    fieldsFrom(z.strictObject({}), request.form)
    await ignoreLetter(request.db, actorOf(request), letterId, request.at)
    return { redirect: lettersPath, flash: "The letter has been set aside. It is kept, and nobody is told." }
  })
}

// A refusal is read on the letter's own page, with what was typed.
async function decided(
  inbox: Inbox,
  request: PageRequest,
  decide: (letterId: number) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const letterId = letterIn(request)
  try {
    return await decide(letterId)
  } catch (error) {
    // A colleague was faster: the letter's own page leads to where it went.
    if (error instanceof NotFound) return await letter(inbox, request, {})
    if (!(error instanceof Invalid || error instanceof Refused)) throw error
    return await letter(inbox, request, { typed: request.form, error })
  }
}

async function destinationOf(
  request: PageRequest,
  { as, reference = "" }: z.output<typeof releaseForm>,
): Promise<string> {
  if (as === "new") return "new"
  if (reference === "") throw new Invalid([{ field: "reference", message: "Enter the reference of the case" }])
  return await referenceNamed(request.db, actorOf(request), reference)
}

async function released(inbox: Inbox, request: PageRequest, letterId: number, as: string) {
  try {
    return await releaseLetter(inbox, actorOf(request), letterId, { as }, request.at)
  } catch (error) {
    if (as === "new" || !(error instanceof NotFound)) throw error
    throw new Invalid([{ field: "reference", message: "There is no case with this reference that you can see" }])
  }
}

// The list is where the reason stands, and the words for a letter that is on a case.
async function listedLetter(request: PageRequest): Promise<ListedLetter> {
  const letterId = letterIn(request)
  const [found] = await letters(request.db, actorOf(request), { state: null, after: letterId + 1, limit: 1 })
  if (found?.letterId !== letterId) throw new NotFound()
  return found
}

function letterIn({ params }: PageRequest): number {
  const text = params["letter"] ?? ""
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}

async function recordReading(request: PageRequest, letterId: number): Promise<void> {
  const { db, at, remoteAddress } = request
  const { personId } = actorOf(request)
  await record(
    db,
    { action: "read", outcome: "done", personId, target: [`letter:${letterId}`], remote: remoteAddress },
    at,
  )
}
