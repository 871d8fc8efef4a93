// Typing errors in what the public asks: a word that no published article says stands for those that one does and that are one slip away.
// The words of cases are not looked at: what help finds must tell nobody what others have reported.

import { slips } from "../cases/index.ts"
import { type Reads, rows, sql } from "../database/index.ts"

const wordsLimit = 6
const likeLimit = 8

/** Words of published articles, in their stems, for those among the typed ones that none of them says. */
export async function respelled(on: Reads, typed: string): Promise<string[]> {
  const unsaid = (await unsaidOf(on, typed)).filter((each) => /^\p{L}{4,40}$/u.test(each)).slice(0, wordsLimit)
  return unsaid.length === 0 ? [] : await saidAmong(on, [...new Set(unsaid.flatMap(slips))])
}

async function unsaidOf(on: Reads, typed: string): Promise<string[]> {
  const found = await rows<{ lexeme: string }>(
    on,
    sql`select lexeme from unnest(tsvector_to_array(to_tsvector('english', ${typed}))) lexeme
      where not exists (select from articles where words @@ quote_literal(lexeme)::tsquery)`,
  )
  return found.map((each) => each.lexeme)
}

async function saidAmong(on: Reads, lexemes: readonly string[]): Promise<string[]> {
  const found = await rows<{ lexeme: string }>(
    on,
    sql`select distinct lexeme from articles cross join unnest(tsvector_to_array(words)) lexeme
      where lexeme = any(${[...lexemes]}::text[]) order by lexeme limit ${likeLimit}`,
  )
  return found.map((each) => each.lexeme)
}
