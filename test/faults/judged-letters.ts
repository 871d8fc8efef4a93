// Letters: each acknowledged delivery is kept, each distinct letter has its fate once, and every other row is a repeat with its reason.

import type pg from "pg"
import type { Ledger, SentLetter } from "./ledger.ts"

type LetterRow = { message_id: string | null; state: string; reason: string | null; case_id: string | null }

export async function lettersWrong(owner: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await owner.query<LetterRow>(
    "select message_id, state, reason, case_id from letters order by letter_id",
  )
  const unread = rows.filter((each) => each.state === "received").map(() => "a letter was kept and never read")
  // A reader that fell twice has not told it: the letter is in the pen, where a person sees it, but none of ours should be.
  const nameless = rows
    .filter((each) => each.message_id === null && each.state !== "received")
    .map(({ state, reason }) => `a letter is ${state} without its Message-ID (${reason})`)
  const stored = Map.groupBy(rows, (each) => each.message_id)
  const sent = Map.groupBy(ledger.letters, (each) => each.messageId)
  const strangers = [...stored.keys()].filter((each) => each !== null && !sent.has(each))
  return [
    ...unread,
    ...nameless,
    ...strangers.map((each) => `${each} was never sent`),
    ...[...sent].flatMap(([messageId, letters]) => letterWrong(messageId, letters, stored.get(messageId) ?? [])),
  ]
}

function letterWrong(messageId: string, letters: readonly SentLetter[], rows: readonly LetterRow[]): string[] {
  const isRepeat = (each: LetterRow) => each.state === "ignored" && /^a repeat of/.test(each.reason ?? "")
  const firsts = rows.filter((each) => !isRepeat(each))
  const fates = firsts.map((each) => each.state).sort()
  const wanted = letters.map((each) => each.fate).sort()
  const cases = new Set(firsts.filter((each) => each.state === "filed").map((each) => each.case_id))
  const sum = (of: (each: SentLetter) => number) => letters.reduce((total, each) => total + of(each), 0)
  const acknowledged = sum((each) => each.acknowledged)
  // The command line that lost the database's answer puts the letter into the spool as well, and is right to; a crash between
  // keeping a file of the spool and removing it brings it once more, which each next crash may do again.
  const attempts = sum((each) => each.attempts * (each.way === "receive" ? 2 : 1))
  const isSpooled = letters.some((each) => each.way === "receive")
  return [
    ...(fates.join() === wanted.join() ? [] : [`${messageId} should be ${wanted} and is ${fates}`]),
    ...(cases.size === wanted.filter((each) => each === "filed").length
      ? []
      : [`${messageId} is on ${cases.size} cases`]),
    ...(rows.length >= acknowledged
      ? []
      : [`${messageId} was acknowledged ${acknowledged} times and is kept ${rows.length} times`]),
    ...(rows.length <= attempts || isSpooled
      ? []
      : [`${messageId} was sent ${attempts} times and is kept ${rows.length} times`]),
    ...firsts
      .filter((each) => each.state !== "filed" && !each.reason)
      .map(() => `${messageId} is put aside without a reason`),
  ]
}
