// Contacts and verbs: each acknowledged one is there, exactly once, on the case that its sender was told of.

import type pg from "pg"
import type { Ledger, Noun, SentContact } from "./ledger.ts"

/** Each contact is exactly one case, and it is the case that the client was told of. */
export async function contactsWrong(owner: pg.Client, { contacts }: Ledger): Promise<string[]> {
  const { rows } = await owner.query<{ subject: string; references: string[] }>(
    "select subject, array_agg(reference) as references from cases where subject is not null group by subject",
  )
  const cases = new Map(rows.map((each) => [each.subject, each.references]))
  return contacts.flatMap(({ marker, reference }) => {
    const found = cases.get(marker) ?? []
    if (found.length === 1 && found[0] === reference) return []
    return [`${marker} was acknowledged as ${reference} and is ${found.length} cases: ${found.join(", ")}`]
  })
}

/** There is no case that nobody reported. */
export async function strangersWrong(owner: pg.Client, { contacts, letters }: Ledger): Promise<string[]> {
  const { rows } = await owner.query<{ count: number }>("select count(*)::int as count from cases")
  const wanted = contacts.length + letters.filter((each) => each.fate === "filed").length
  const found = rows[0]?.count ?? 0
  return found === wanted ? [] : [`${wanted} cases were reported and ${found} are there`]
}

/** A verb that was done leaves its event once and its words once on its case; one that was refused, nothing. */
export async function verbsWrong(owner: pg.Client, { contacts }: Ledger): Promise<string[]> {
  const words = await countsBy(
    owner,
    `select convert_from(bytes, 'UTF8') as name, count(*)::int as count from content
     where kind in ('body', 'note', 'reason') and bytes is not null group by 1`,
  )
  const events = await countsBy(
    owner,
    `select c.reference || ' ' || e.type as name, count(*)::int as count from events e join cases c using (case_id)
     where coalesce(e.body::jsonb -> 'data' ->> 'because', 'staff') = 'staff' group by 1`,
  )
  return contacts.flatMap((each) => [...wordsWrong(each, words), ...eventsWrong(each, events)])
}

const eventOf: Record<Noun, string> = {
  reply: "replied",
  note: "noted",
  assignment: "assigned",
  hold: "held",
  resumption: "resumed",
  escalation: "escalated",
  classification: "classified",
  resolution: "resolved",
  reopening: "reopened",
  closure: "closed",
}
const wordless: readonly Noun[] = ["assignment", "hold", "resumption", "classification", "closure"]

function wordsWrong({ verbs }: SentContact, words: Map<string, number>): string[] {
  return verbs.flatMap(({ noun, marker, answer }) => {
    const wanted = answer === "done" && !wordless.includes(noun) ? 1 : 0
    const found = words.get(marker) ?? 0
    return found === wanted ? [] : [`${marker} was answered with ${answer} and its words are there ${found} times`]
  })
}

function eventsWrong({ reference, verbs }: SentContact, events: Map<string, number>): string[] {
  return Object.entries(eventOf).flatMap(([noun, type]) => {
    const wanted = verbs.filter((each) => each.noun === noun && each.answer === "done").length
    const found = events.get(`${reference} ${type}`) ?? 0
    return found === wanted ? [] : [`${reference} was asked for ${wanted} times ${noun} and has ${found} times ${type}`]
  })
}

async function countsBy(owner: pg.Client, query: string): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ name: string; count: number }>(query)
  return new Map(rows.map((each) => [each.name, each.count]))
}
