// @mentions in a note: who is named, by email address, by what stands before its @, or by name. Only colleagues who may see the case
// can be named, so that nobody is called to where they may not go.

import { findCase } from "../cases/index.ts"
import { type Db, rows, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { colleagueActor } from "../people/index.ts"

export type Mentioned = { readonly personId: number; readonly name: string }

/** More are no mention but a meeting. */
const mentionLimit = 20
const longestName = 4

/** What a text may mean by each @: the longest first, "priya.shah@desk.example", "priya shah", "priya". */
export function handlesIn(text: string): string[][] {
  const handles: string[][] = []
  for (const match of text.matchAll(/(?<![\p{L}\p{N}._%+-])@(?=[\p{L}\p{N}])/gu)) {
    const words = text
      .slice(match.index + 1, match.index + 200)
      .split("\n", 1)[0]
      ?.split(/[^\p{L}\p{N}._%+@'’-]+/u)
      .slice(0, longestName)
    const plain = (words ?? []).map((each) => each.replace(/[.'’_%+@-]+$/u, "").toLowerCase())
    handles.push(plain.map((_, length) => plain.slice(0, plain.length - length).join(" ")).filter(Boolean))
  }
  return handles.slice(0, mentionLimit)
}

/**
 * The colleagues whom a note names. A word behind an @ that is nobody's name is a word. Throws Invalid where two have the same name, and
 * where somebody is named who may not see the case.
 */
export async function mentionedIn(db: Db, caseId: number, text: string): Promise<Mentioned[]> {
  const handles = handlesIn(text)
  if (handles.length === 0) return []
  const called = await colleaguesCalled(db, [...new Set(handles.flat())])
  const named = new Map(handles.flatMap((each) => meant(each, called)).map((each) => [each.personId, each]))
  await Promise.all([...named.values()].map((each) => mustSee(db, caseId, each)))
  return [...named.values()]
}

type Called = Mentioned & { readonly handles: readonly string[] }

function meant(handles: readonly string[], called: readonly Called[]): Mentioned[] {
  for (const handle of handles) {
    const [first, second] = called.filter((each) => each.handles.includes(handle))
    if (first !== undefined && second === undefined) return [{ personId: first.personId, name: first.name }]
    if (first !== undefined) {
      const message = `More than one colleague is called @${handle}: write the email address of the one you mean`
      throw new Invalid([{ field: "body", message }])
    }
  }
  return []
}

async function colleaguesCalled(db: Db, handles: readonly string[]): Promise<Called[]> {
  return await rows<Called>(
    db,
    sql`select person_id as "personId", name, array[email, split_part(email, '@', 1), lower(name)] as handles from people
      where kind = 'staff' and disabled_at is null
        and (email = any(${handles}::text[]) or split_part(email, '@', 1) = any(${handles}::text[]) or lower(name) = any(${handles}::text[]))
      limit 200`,
  )
}

async function mustSee(db: Db, caseId: number, { personId, name }: Mentioned): Promise<void> {
  const actor = await colleagueActor(db, personId)
  const found = actor && (await findCase(db, actor, caseId))
  if (found !== undefined) return
  throw new Invalid([{ field: "body", message: `${name} may not see this case, and cannot be named in its notes` }])
}
