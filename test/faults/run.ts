// A run of kills: clients and a relay around a desk that is ended without warning again and again, until it may be quiet and is judged.

import { setTimeout as pause } from "node:timers/promises"
import { testRelay } from "../../src/notices/test-relay.ts"
import { type Chance, chanceOf } from "../oracle/random.ts"
import { numberOf } from "./asking.ts"
import { contactClient, type Sender } from "./contact-clients.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { type Judgement, judged } from "./judgement.ts"
import { emptyLedger, type Kill, type Ledger } from "./ledger.ts"
import { commandLineSender, letterClient } from "./letter-clients.ts"

export type KillRun = {
  readonly seed: number
  readonly kills: number
  /** What is ended at the nth kill; drawn by the seed unless given. */
  readonly victim?: (index: number) => Kill["what"]
  /** Kills are at most so far apart, and the time of a start. */
  readonly longestPauseMs?: number
  readonly say?: (line: string) => void
}
export type KillOutcome = Judgement & { readonly ledger: Ledger; readonly verified: string; readonly log: string }

// What a dead process held comes free within a minute.
const idlePatienceMs = 90_000

export async function killRun(run: KillRun): Promise<KillOutcome> {
  const ledger = emptyLedger()
  const chance = chanceOf(run.seed, 0)
  const relay = await testRelay({ onMessage: (message) => takenIn(ledger, chanceOf(run.seed, 1), message) })
  const desk = await deskProcess({ SMTP_OUT_URL: relay.url })
  try {
    await desk.start()
    let isOver = false
    const work = everySender(run, desk, await desk.token(), ledger, () => isOver)
    await Promise.race([killed(run, desk, ledger, chance), work])
    isOver = true
    await work
    return await verdict(desk, ledger)
  } finally {
    await desk.remove()
    await relay.close()
  }
}

// The relay takes everything, sometimes after a moment in which the desk may die.
async function takenIn(ledger: Ledger, chance: Chance, message: { raw: string; to: string }): Promise<undefined> {
  const messageId = /^Message-ID:\s*(\S+)/im.exec(message.raw)?.[1] ?? "none"
  ledger.taken.push({ messageId, to: message.to, at: performance.now() })
  if (chance.oneIn(4)) await pause(chance.below(200))
  return undefined
}

async function everySender(
  { seed }: KillRun,
  desk: DeskProcess,
  token: string,
  ledger: Ledger,
  isOver: () => boolean,
): Promise<void> {
  const kinds = [
    contactClient,
    contactClient,
    contactClient,
    letterClient,
    letterClient,
    letterClient,
    commandLineSender,
  ]
  await Promise.all(
    kinds.map((kind, index) => {
      const sender: Sender = { desk, token, ledger, chance: chanceOf(seed, 100 + index), number: index, isOver }
      return kind(sender)
    }),
  )
}

async function killed(run: KillRun, desk: DeskProcess, ledger: Ledger, chance: Chance): Promise<void> {
  const { victim = () => drawn(chance), longestPauseMs = 4000, say = () => {} } = run
  for (let index = 0; index < run.kills; index++) {
    const isDuringStart = chance.oneIn(6)
    if (!isDuringStart) await desk.ready()
    await pause(isDuringStart ? chance.between(50, 900) : chance.between(300, longestPauseMs))
    const what = victim(index)
    const kill: Kill = { what, at: performance.now(), recoveredAt: null }
    if (what !== "desk") await desk.killDatabase()
    if (what !== "database") await desk.kill()
    ledger.kills.push(kill)
    if (desk.hasEnded()) desk.begin()
    say(
      `kill ${index + 1} of ${run.kills}: ${what}${isDuringStart ? ", while it starts" : ""}; ${ledger.contacts.length} contacts, ${ledger.letters.length} letters, ${ledger.taken.length} messages so far`,
    )
  }
  await desk.ready()
}

function drawn(chance: Chance): Kill["what"] {
  const number = chance.below(10)
  if (number < 5) return "desk"
  return number < 9 ? "database" : "both"
}

async function verdict(desk: DeskProcess, ledger: Ledger): Promise<KillOutcome> {
  const owner = await desk.owner()
  try {
    await quiet(owner)
    const judgement = await judged(owner, ledger)
    const verified = await desk.verb(["verify"])
    const differences =
      verified.code === 0 ? [] : [`verify ended with ${verified.code}: ${verified.stdout}${verified.stderr}`]
    return {
      ...judgement,
      broken: [...judgement.broken, ...differences],
      ledger,
      verified: verified.stdout.trim(),
      log: desk.said(),
    }
  } finally {
    await owner.end()
  }
}

type Owner = Awaited<ReturnType<DeskProcess["owner"]>>

// Until every letter is read and every notice has reached the relay; what never comes to rest is found by the judgement.
async function quiet(owner: Owner): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  for (let since = performance.now(); performance.now() - since < idlePatienceMs; await pause(250)) {
    const left = await leftToDo(owner)
    if (left === 0) return
    if (left < least) since = performance.now()
    least = Math.min(least, left)
  }
}

function leftToDo(owner: Owner): Promise<number> {
  const left = "select from letters where state = 'received' union all select from notices where state = 'waiting'"
  return numberOf(owner, `(${left})`)
}
