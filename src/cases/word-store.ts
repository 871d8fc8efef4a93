// Every statement on what search keeps beside the words of a case: the words that some case says, and the numbers of each case.

import { type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import { wordKinds } from "./content-store.ts"

/** What is noted: words of letters alone, neither very short nor very long. */
const notedWords = "^[[:alpha:]]{3,40}$"
const saidByNone = sql`not exists (select from case_words where case_words.words @@ quote_literal(search_words.word)::tsquery)`

export type LikeWord = { readonly typed: string; readonly word: string }

/** Words that some case says and that are like those that were typed: the likest of each, and any that is one slip away. */
export async function wordsLike(
  db: Reads,
  typed: readonly { readonly word: string; readonly slips: readonly string[] }[],
): Promise<LikeWord[]> {
  const slips = typed.flatMap(({ word, slips }) => slips.map((slip) => ({ word, slip })))
  return await rows<LikeWord>(
    db,
    sql`select typed, word from unnest(${typed.map((each) => each.word)}::text[]) as typed
    cross join lateral (select word from search_words where word % typed order by similarity(word, typed) desc, word limit 20) as like_it
    union
    select typed, word from unnest(${slips.map((each) => each.word)}::text[], ${slips.map((each) => each.slip)}::text[]) as one_slip (typed, word)
    join search_words using (word)
    order by typed, word`,
  )
}

/** Notes the words of cases that got new ones: of some at a time. Gives how many were looked at. */
export async function noteWords(tx: Tx, limit: number): Promise<number> {
  return await run(
    tx,
    // The words are locked while they are noted, so that what is erased meanwhile is not noted after it was forgotten.
    sql`with taken as (delete from words_to_note where (case_id, seq) in
        (select case_id, seq from words_to_note order by case_id, seq limit ${limit} for update skip locked) returning case_id),
    said as (select words from case_words where case_id in (select case_id from taken) order by case_id for share),
    noted as (insert into search_words (word)
      select distinct word from said, unnest(tsvector_to_array(said.words)) as word where word ~ ${notedWords}
      order by word on conflict do nothing)
    select from taken`,
  )
}

/** The words that a case is found by. */
export async function wordsOfCase(tx: Tx, caseId: number): Promise<string[]> {
  const found = await row<{ words: string[] }>(
    tx,
    sql`select tsvector_to_array(words) as words from case_words where case_id = ${caseId}`,
  )
  return found?.words ?? []
}

/** Forgets words that a case does not say any more, unless another one does. */
export async function forgetWords(tx: Tx, words: readonly string[]): Promise<void> {
  await run(tx, sql`delete from search_words where word = any(${words}::text[]) and ${saidByNone}`)
}

/** The words of some cases that search is to know. */
export async function saidWordsBetween(on: Reads, first: number, last: number): Promise<string[]> {
  const found = await rows<{ word: string }>(
    on,
    sql`select distinct word from case_words, unnest(tsvector_to_array(words)) as word
    where case_id between ${first} and ${last} and word ~ ${notedWords}`,
  )
  return found.map((each) => each.word)
}

/** The cases that say words which are not known, and do not wait for the worker to note them. */
export async function unknownWordsBetween(on: Reads, first: number, last: number) {
  return await rows<{ caseId: number; words: number }>(
    on,
    sql`select case_id as "caseId", count(*) as words from case_words, unnest(tsvector_to_array(words)) as word
    where case_id between ${first} and ${last} and word ~ ${notedWords}
      and not exists (select from search_words where search_words.word = word.word)
      and not exists (select from words_to_note where words_to_note.case_id = case_words.case_id)
    group by case_id`,
  )
}

/** Known words in their order, after one of them. */
export async function knownWordsAfter(on: Reads, after: string, limit: number): Promise<string[]> {
  const found = await rows<{ word: string }>(
    on,
    sql`select word from search_words where word > ${after} order by word limit ${limit}`,
  )
  return found.map((each) => each.word)
}

/** How many of some words are known, and said by no case. */
export async function unsaidAmong(on: Reads, words: readonly string[]): Promise<number> {
  const found = await row<{ words: number }>(
    on,
    sql`select count(*) as words from search_words where word = any(${words}::text[]) and ${saidByNone}`,
  )
  return found?.words ?? 0
}

/** The texts of some cases that numbers are looked for in. */
export async function numberedTexts(
  on: Reads,
  caseIds: readonly number[],
): Promise<{ caseId: number; text: string }[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", convert_from(bytes, 'UTF8') as text from content
    where case_id = any(${caseIds}::bigint[]) and kind = any(${numberKinds}::text[]) and bytes is not null`,
  )
}

/** The kinds of content whose numbers a case is found by. */
export const numberKinds = [...wordKinds, "phone"]

export type CaseNumber = { readonly caseId: number; readonly backwards: string }

/** Replaces the numbers of some cases. */
export async function replaceNumbers(
  tx: Tx,
  caseIds: readonly number[],
  numbers: readonly CaseNumber[],
): Promise<void> {
  await run(tx, sql`delete from case_numbers where case_id = any(${caseIds}::bigint[])`)
  await run(
    tx,
    sql`insert into case_numbers (case_id, backwards)
    select * from unnest(${numbers.map((each) => each.caseId)}::bigint[], ${numbers.map((each) => each.backwards)}::text[])`,
  )
}

export async function numbersBetween(on: Reads, first: number, last: number): Promise<CaseNumber[]> {
  return await rows<CaseNumber>(
    on,
    sql`select case_id as "caseId", backwards from case_numbers where case_id between ${first} and ${last}`,
  )
}

/** Cases from before names and numbers could be searched for, and not brought up to date yet: those after one number, up to another. */
export type Renewal = { readonly renewedTo: number; readonly until: number }

export async function renewal(on: Reads): Promise<Renewal> {
  const found = await row<Renewal>(on, sql`select renewed_to as "renewedTo", until from search_renewal`)
  return found ?? { renewedTo: 0, until: 0 }
}

/** Locks the renewal and some cases that are its next; none where there are none, or another worker has it. */
export async function lockNextToRenew(tx: Tx, limit: number): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    tx,
    sql`with mine as (select renewed_to, until from search_renewal where renewed_to < until for update skip locked)
    select cases.case_id as "caseId" from cases where case_id > (select renewed_to from mine) and case_id <= (select until from mine)
    order by case_id limit ${limit} for update`,
  )
  return found.map((each) => each.caseId)
}

export async function setRenewedTo(tx: Tx, caseId: number): Promise<void> {
  await run(tx, sql`update search_renewal set renewed_to = ${caseId}`)
}

/** Notes that cases got words. */
export async function addWordsToNote(tx: Tx, caseIds: readonly number[]): Promise<void> {
  await run(
    tx,
    sql`insert into words_to_note (case_id, seq) select case_id, 0 from unnest(${caseIds}::bigint[]) as got (case_id) on conflict do nothing`,
  )
}
