// Whether a desk that was killed again and again has kept its promises: its database against the ledger of the world outside.

import type pg from "pg"
import type { Kill, Ledger, SentLetter } from "./ledger.ts"

export type Judgement = {
  /** What was found wrong, a sentence each; nothing when every promise was kept. */
  readonly broken: readonly string[]
  readonly counts: Readonly<Record<string, number>>
}

export async function judged(owner: pg.Client, ledger: Ledger): Promise<Judgement> {
  const cases = await casesBySubject(owner)
  const notices = await noticesIn(owner)
  const repeated = repeats(ledger)
  const broken = [
    ...refusalsWrong(ledger),
    ...contactsWrong(ledger, cases),
    ...(await verbsWrong(owner, ledger)),
    ...(await lettersWrong(owner, ledger)),
    ...acknowledgementsWrong(await acknowledgements(owner)),
    ...noticesWrong(notices, ledger),
    ...duplicatesWrong(repeated, ledger, notices),
  ]
  return { broken, counts: countsOf(ledger, notices, repeated) }
}

function countsOf(ledger: Ledger, notices: readonly NoticeRow[], repeated: readonly Repeat[]) {
  return {
    kills: ledger.kills.length,
    contacts: ledger.contacts.length,
    verbs: ledger.contacts.flatMap((each) => each.verbs).length,
    letters: ledger.letters.length,
    notices: notices.length,
    messages: ledger.taken.length,
    duplicates: repeated.length,
    "most duplicates of one kill": Math.max(0, ...byKill(repeated).values()),
  }
}

async function casesBySubject(owner: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await owner.query<{ subject: string; references: string[] }>(
    `select subject, array_agg(reference) as references from cases where subject is not null group by subject`,
  )
  return new Map(rows.map((each) => [each.subject, each.references]))
}

// Whoever asks while nothing can be done is told to come again, or hears nothing; never that something is broken.
const toComeAgain = ["API no answer", "API 503", "smtp no answer", "smtp 451", "smtp 452", "smtp 421", "receive 75"]

function refusalsWrong({ refusals }: Ledger): string[] {
  return [...refusals].flatMap(([what, times]) =>
    toComeAgain.includes(what) ? [] : [`${what} was the answer ${times} times`],
  )
}

// Each contact is exactly one case, and it is the case that the client was told of.
function contactsWrong(ledger: Ledger, cases: Map<string, string[]>): string[] {
  return ledger.contacts.flatMap(({ marker, reference }) => {
    const found = cases.get(marker) ?? []
    if (found.length === 1 && found[0] === reference) return []
    return [`${marker} was acknowledged as ${reference} and is ${found.length} cases: ${found.join(", ")}`]
  })
}

// A verb leaves its words once on its case.
async function verbsWrong(owner: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await owner.query<{ words: string; count: number }>(
    `select convert_from(bytes, 'UTF8') as words, count(*)::int as count from content where kind = 'body' and bytes is not null group by 1`,
  )
  const counts = new Map(rows.map((each) => [each.words, each.count]))
  return ledger.contacts
    .flatMap((each) => each.verbs)
    .flatMap(({ marker }) => (counts.get(marker) === 1 ? [] : [`${marker} was done ${counts.get(marker) ?? 0} times`]))
}

type LetterRow = { message_id: string | null; state: string; reason: string | null; case_id: string | null }

async function lettersWrong(owner: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await owner.query<LetterRow>(
    "select message_id, state, reason, case_id from letters order by letter_id",
  )
  const unread = rows.filter((each) => each.state === "received").map(() => "a letter was kept and never read")
  const stored = Map.groupBy(rows, (each) => each.message_id)
  const sent = Map.groupBy(ledger.letters, (each) => each.messageId)
  const strangers = [...stored.keys()].filter((each) => each !== null && !sent.has(each))
  return [
    ...unread,
    ...strangers.map((each) => `${each} was never sent`),
    ...[...sent].flatMap(([messageId, letters]) => letterWrong(messageId, letters, stored.get(messageId) ?? [])),
  ]
}

// Each distinct letter has its fate once; every other row is a repeat with its reason; none is missing, none is invented.
function letterWrong(messageId: string, letters: readonly SentLetter[], rows: readonly LetterRow[]): string[] {
  const isRepeat = (each: LetterRow) => each.state === "ignored" && /^a repeat of/.test(each.reason ?? "")
  const firsts = rows.filter((each) => !isRepeat(each))
  const fates = firsts.map((each) => each.state).sort()
  const wanted = letters.map((each) => each.fate).sort()
  const cases = new Set(firsts.filter((each) => each.state === "filed").map((each) => each.case_id))
  const sum = (of: (each: SentLetter) => number) => letters.reduce((total, each) => total + of(each), 0)
  const acknowledged = sum((each) => each.acknowledged)
  // The command line that lost the database's answer puts the letter into the spool as well, and is right to.
  const attempts = sum((each) => each.attempts * (each.way === "receive" ? 2 : 1))
  return [
    ...(fates.join() === wanted.join() ? [] : [`${messageId} should be ${wanted} and is ${fates}`]),
    ...(cases.size === wanted.filter((each) => each === "filed").length
      ? []
      : [`${messageId} is on ${cases.size} cases`]),
    ...(rows.length >= acknowledged
      ? []
      : [`${messageId} was acknowledged ${acknowledged} times and is kept ${rows.length} times`]),
    ...(rows.length <= attempts ? [] : [`${messageId} was sent ${attempts} times and is kept ${rows.length} times`]),
    ...firsts
      .filter((each) => each.state !== "filed" && !each.reason)
      .map(() => `${messageId} is put aside without a reason`),
  ]
}

type Acknowledged = { reference: string; count: number }

// Whoever reported something with an address is told so, once.
async function acknowledgements(owner: pg.Client): Promise<Acknowledged[]> {
  const { rows } = await owner.query<Acknowledged>(
    `select reference, count(n.notice_id)::int as count from cases c
     left join notices n on n.case_id = c.case_id and n.kind = 'acknowledgement' group by reference`,
  )
  return rows
}

function acknowledgementsWrong(rows: readonly Acknowledged[]): string[] {
  return rows.filter((each) => each.count !== 1).map((each) => `${each.reference} was acknowledged ${each.count} times`)
}

type NoticeRow = {
  reference: string
  kind: string
  state: string
  message_id: string | null
  possible_duplicate: boolean
  reason: string | null
}

async function noticesIn(owner: pg.Client): Promise<NoticeRow[]> {
  const { rows } = await owner.query<NoticeRow>(
    `select reference, n.kind, n.state, message_id, possible_duplicate, reason from notices n join cases c on c.case_id = n.case_id`,
  )
  return rows
}

// What is said to be sent was taken by the relay, and what the relay took is one of ours.
function noticesWrong(notices: readonly NoticeRow[], { taken }: Ledger): string[] {
  const bare = (messageId: string | null) => (messageId ?? "").replace(/[<>]/g, "")
  const ours = new Set(notices.map((each) => bare(each.message_id)))
  const delivered = new Set(taken.map((each) => bare(each.messageId)))
  return [
    ...notices
      .filter((each) => each.state !== "sent" || !delivered.has(bare(each.message_id)))
      .map(
        (each) =>
          `the ${each.kind} of ${each.reference} is ${each.state} (${each.reason}) and did ${delivered.has(bare(each.message_id)) ? "" : "not "}reach the relay`,
      ),
    ...[...delivered].filter((each) => !ours.has(each)).map((each) => `the relay took ${each}, which is no notice`),
  ]
}

/** A message that the relay took once more, and the kill that came before. */
type Repeat = { readonly messageId: string; readonly kill: Kill | undefined }

function repeats({ taken, kills }: Ledger): Repeat[] {
  return [...Map.groupBy(taken, (each) => each.messageId)].flatMap(([messageId, copies]) =>
    copies.slice(1).map(({ at }, index) => {
      const before = copies[index]?.at ?? 0
      return { messageId, kill: kills.find((kill) => kill.at >= before && kill.at <= at) }
    }),
  )
}

function byKill(repeated: readonly Repeat[]): Map<Kill | undefined, number> {
  return new Map([...Map.groupBy(repeated, (each) => each.kill)].map(([kill, each]) => [kill, each.length]))
}

// Only a kill explains a second copy, one kill one copy of a message, and the record says that it may have come twice.
function duplicatesWrong(repeated: readonly Repeat[], { kills }: Ledger, notices: readonly NoticeRow[]): string[] {
  const flagged = new Set(
    notices.filter((each) => each.possible_duplicate).map((each) => each.message_id?.replace(/[<>]/g, "")),
  )
  return [
    ...repeated
      .filter((each) => each.kill === undefined)
      .map((each) => `${each.messageId} was sent twice without a kill`),
    ...repeated
      .filter((each) => !flagged.has(each.messageId.replace(/[<>]/g, "")))
      .map((each) => `${each.messageId} was sent twice and is not flagged`),
    ...(repeated.length <= kills.length ? [] : [`${repeated.length} duplicates in ${kills.length} kills`]),
  ]
}
