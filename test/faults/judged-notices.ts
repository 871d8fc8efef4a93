// Notices: whoever is to be told is told, and told twice only where a crash or the relay itself explains it, marked as such.

import type pg from "pg"
import type { Ledger, RelayedMessage } from "./ledger.ts"

/** Whoever reported something with an address is told so, once. */
export async function acknowledgementsWrong(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ reference: string; count: number }>(
    `select reference, count(n.notice_id)::int as count from cases c
     left join notices n on n.case_id = c.case_id and n.kind = 'acknowledgement' group by reference having count(n.notice_id) <> 1`,
  )
  return rows.map((each) => `${each.reference} has ${each.count} acknowledgements`)
}

type NoticeRow = {
  reference: string
  kind: string
  state: string
  message_id: string | null
  possible_duplicate: boolean
  reason: string | null
  recipient: string
}

async function noticesIn(owner: pg.Client): Promise<NoticeRow[]> {
  const { rows } = await owner.query<NoticeRow>(
    `select reference, n.kind, n.state, message_id, possible_duplicate, reason, convert_from(r.bytes, 'UTF8') as recipient
     from notices n join cases c on c.case_id = n.case_id
     join content r on r.case_id = n.case_id and r.content_id = n.recipient_content_id`,
  )
  return rows
}

/** What is said to be sent was taken by the relay, what failed was refused by it, and what the relay took is one of ours. */
export async function noticesWrong(owner: pg.Client, { relayed }: Ledger): Promise<string[]> {
  const notices = await noticesIn(owner)
  const ours = new Set(notices.map((each) => bare(each.message_id)))
  const taken = new Set(relayed.filter((each) => each.isTaken).map((each) => each.messageId))
  const refused = new Set(relayed.filter((each) => /^refuse/.test(each.mood)).map((each) => each.to))
  const isRight = ({ state, message_id, recipient }: NoticeRow) =>
    state === "sent" ? taken.has(bare(message_id)) : state === "failed" && refused.has(recipient)
  return [
    ...notices
      .filter((each) => !isRight(each))
      .map(
        ({ kind, reference, state, reason, message_id }) =>
          `the ${kind} of ${reference} is ${state} (${reason}) and did ${taken.has(bare(message_id)) ? "" : "not "}reach the relay`,
      ),
    ...[...taken].filter((each) => !ours.has(each)).map((each) => `the relay took ${each}, which is no notice`),
  ]
}

function bare(messageId: string | null): string {
  return (messageId ?? "").replace(/[<>]/g, "")
}

/** A message that the relay took once more: when it took it before, and when again. */
export type Repeat = { readonly messageId: string; readonly before: RelayedMessage; readonly again: RelayedMessage }

/** Second copies: how many, and those that nothing explains, or that are not marked as a possible duplicate. */
export async function duplicates(owner: pg.Client, ledger: Ledger): Promise<{ count: number; broken: string[] }> {
  const repeated = repeats(ledger)
  const notices = await noticesIn(owner)
  const marked = new Set(notices.filter((each) => each.possible_duplicate).map((each) => bare(each.message_id)))
  const unmarked = repeated.filter((each) => !marked.has(each.messageId))
  return {
    count: repeated.length,
    broken: [
      ...unexplained(repeated, ledger).map((each) => `${each.messageId} was sent twice without a crash of its own`),
      ...unmarked.map((each) => `${each.messageId} was sent twice and is not marked as a possible duplicate`),
    ],
  }
}

function repeats({ relayed }: Ledger): Repeat[] {
  const taken = relayed.filter((each) => each.isTaken)
  return [...Map.groupBy(taken, (each) => each.messageId)].flatMap(([messageId, copies]) =>
    copies.slice(1).flatMap((again, index) => {
      const before = copies[index]
      return before === undefined ? [] : [{ messageId, before, again }]
    }),
  )
}

/**
 * The repeats that are left when each crash has explained one at most. A relay that took a message and did not say so, and an
 * error between its answer and our record, explain their own message.
 */
export function unexplained(repeated: readonly Repeat[], { crashes, faults }: Ledger): Repeat[] {
  const errors = faults.filter((each) => each.kind === "failpoint-throw" && each.detail === "notice.after_relay")
  const left = [...crashes].sort((a, b) => a - b)
  const lost = [...errors.map((each) => each.at)]
  const toExplain = repeated.filter((each) => each.before.mood !== "drop-taken")
  // The one that ends first takes the first crash that fits: so as many as possible are explained.
  return toExplain
    .toSorted((a, b) => a.again.at - b.again.at)
    .filter(({ before, again }) => !taken(left, before.at, again.at) && !taken(lost, before.at, again.at))
}

function taken(moments: number[], from: number, to: number): boolean {
  const index = moments.findIndex((at) => at >= from && at <= to)
  if (index !== -1) moments.splice(index, 1)
  return index !== -1
}
