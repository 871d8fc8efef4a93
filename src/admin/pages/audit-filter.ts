// What somebody looks for in the audit, as they typed it, and the filter that it comes to.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { caseIdIn, findByReference } from "../../cases/index.ts"
import { Invalid, NotFound } from "../../errors.ts"
import type { Fields, PageRequest } from "../../page.ts"
import { type AuditFilter, type AuditPlace, peopleNamed } from "../../people/index.ts"
import { deskZone, type EpochMilliseconds } from "../../time/index.ts"
import { dateFault, dateFromText } from "../../typed-date.ts"

const line = z.string("Enter one line").trim().max(254, "Enter at most 254 characters").optional()

const shape = z.strictObject({
  person: line,
  reference: line,
  action: z
    .string()
    .regex(/^([a-z][a-z-]{0,59})?$/, "Choose what was done from the list")
    .optional(),
  outcome: z.enum(["", "done", "refused"], "Choose whether it was done or refused").optional(),
  from: line,
  until: line,
  after: z
    .string()
    .regex(/^-?\d{1,16}\.[1-9]\d{0,14}$/, "This is not where a page of the list ended")
    .optional(),
})

export type Asked = Omit<z.output<typeof shape>, "after">

/** What was asked for, each field that was left empty taken out. Throws Invalid. */
export function askedOf(fields: Fields): { asked: Asked; after: AuditPlace | null } {
  const { after, ...given } = fieldsFrom(shape, fields)
  const asked: Asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""))
  return { asked, after: after === undefined ? null : placeIn(after) }
}

/** The filter that it comes to. Throws Invalid where nobody is called so, there is no such case, or a date is none. */
export async function filterOf(request: PageRequest, asked: Asked): Promise<AuditFilter> {
  const [people, targets] = await Promise.all([peopleFor(request, asked.person), targetsFor(request, asked.reference)])
  const { action = null } = asked
  const outcome = asked.outcome === "done" || asked.outcome === "refused" ? asked.outcome : null
  return {
    people,
    targets,
    action,
    outcome,
    from: startOf("from", asked.from, 0),
    before: startOf("until", asked.until, 1),
  }
}

const namedLimit = 100

async function peopleFor({ db }: PageRequest, person: string | undefined): Promise<number[] | null> {
  if (person === undefined) return null
  const found = await peopleNamed(db, person, namedLimit)
  if (found.length > 0) return found
  throw new Invalid([{ field: "person", message: "Nobody here has this name or email address" }])
}

// A content of a case stands in the audit by the case's reference and its own number.
async function targetsFor(request: PageRequest, typed: string | undefined): Promise<string[] | null> {
  if (typed === undefined) return null
  const reference = typed.toUpperCase()
  try {
    if (caseIdIn(reference) === undefined) throw new NotFound()
    const { references, state } = await findByReference(request.db, actorOf(request), reference)
    const contents = Array.from({ length: state.lastContent }, (_, index) => index + 1)
    return references.flatMap((each) => [each, ...contents.map((content) => `${each}.${content}`)])
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new Invalid([{ field: "reference", message: "There is no case with this reference that you can see" }])
  }
}

// The last day is meant as a whole.
function startOf(field: string, typed: string | undefined, daysOn: number): EpochMilliseconds | null {
  if (typed === undefined) return null
  const date = dateFromText(typed)
  if (date === undefined) throw new Invalid([{ field, message: dateFault }])
  return date.add({ days: daysOn }).toZonedDateTime(deskZone).epochMilliseconds
}

function placeIn(text: string): AuditPlace {
  const [at = "0", auditId = "0"] = text.split(".")
  return { at: Number(at), auditId: Number(auditId) }
}
