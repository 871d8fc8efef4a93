// Letters that come at the same moment are kept by one statement: a commit costs the same for one as for many (measured: with
// eight senders a third of PostgreSQL's work for a letter). A large letter goes by itself, so that no small one waits for it.

import { setTimeout as pause } from "node:timers/promises"
import { type Db, perDatabase, type Tx, together } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { type Flood, floodGauge } from "./flood.ts"
import { keepLetters, type LetterInTurn, type NewLetter } from "./keep-store.ts"
import { senderGauge, turnOf } from "./senders.ts"

const lettersAtOnce = 64
const bytesAtOnce = 4 * 1024 * 1024
const largeBytes = 1024 * 1024

/** Keeps a letter and adds the job that reads it; gives its number once both are committed, and only then may it be acknowledged. */
export async function keepLetter(db: Db, letter: NewLetter): Promise<number> {
  const inTurn = { ...letter, turn: turnOf(sendersOf(db), letter.envelope.from) }
  floodsOf(db).all.add()
  if (inTurn.turn.job === "read-letter") floodsOf(db).ordinary.add()
  await fail("inbox.before_commit")
  const number = await (letter.raw.length > largeBytes ? keepAlone(db, inTurn) : keepTogether(db)(inTurn))
  await fail("inbox.after_commit")
  return number
}

/**
 * Keeps letters in a transaction that has more to do; gives their numbers in order. `senders` are who they seem to be from, to tell
 * who floods the desk: letters of a mailbox come without an envelope.
 */
export async function keepLettersIn(
  tx: Tx,
  db: Db,
  letters: readonly NewLetter[],
  senders: readonly (string | null)[],
): Promise<number[]> {
  const inTurn = letters.map((letter, index) => ({ ...letter, turn: turnOf(sendersOf(db), senders[index] ?? null) }))
  for (const { turn } of inTurn) {
    floodsOf(db).all.add()
    if (turn.job === "read-letter") floodsOf(db).ordinary.add()
  }
  return inTurn.length === 0 ? [] : await keepLetters(tx, inTurn)
}

const keepTogether = perDatabase((db) =>
  together<LetterInTurn, number>((some) => keepLetters(db, some), {
    atOnce: lettersAtOnce,
    weight: { of: ({ raw }) => raw.length, most: bytesAtOnce },
    underWay: 1,
  }),
)

async function keepAlone(db: Db, letter: LetterInTurn): Promise<number> {
  const [number] = await keepLetters(db, [letter])
  if (number === undefined) throw new Error("the database gave a letter no number")
  return number
}

/**
 * Waits while letters pour in: taking them comes before reading them (measured: with both at once a third as many are taken),
 * but for a minute at most: the job that waits must end in its time. The letters of one who floods the desk keep nobody else's waiting.
 */
export async function untilCalm(db: Db, which: keyof Floods): Promise<void> {
  const latest = performance.now() + calmMilliseconds
  while (floodsOf(db)[which].isHigh() && performance.now() < latest) await pause(100)
}

const calmMilliseconds = 60_000

type Floods = { readonly all: Flood; readonly ordinary: Flood }
const now = () => performance.now()
const floodsOf = perDatabase((): Floods => ({ all: floodGauge(now), ordinary: floodGauge(now) }))
const sendersOf = perDatabase(() => senderGauge({ now, fadeMilliseconds: 60_000, most: 1_000_000 }))
