// A run: clients and a relay around a desk to which happens what the plan says, until all comes to rest and is judged.

import { closeDatabase, openDatabase } from "../../src/database/index.ts"
import { chanceOf } from "../oracle/random.ts"
import { contactClient, type Sender } from "./contact-clients.ts"
import { deskProcess } from "./desk-process.ts"
import { announced } from "./holiday.ts"
import { type Judgement, judged } from "./judgement.ts"
import { emptyLedger, type Ledger } from "./ledger.ts"
import { commandLineSender, letterClient } from "./letter-clients.ts"
import type { Plan } from "./plan.ts"
import { atRest, minutesPassed } from "./rest.ts"
import { asOwner, type Site } from "./site.ts"
import { type SmtpPeer, smtpPeer } from "./smtp-peer.ts"
import { broughtUp, lived, type Scene, sceneClock } from "./supervisor.ts"

export type RunOutcome = Judgement & { readonly plan: Plan; readonly ledger: Ledger; readonly log: string }

/** Carries out a plan. Rejects only where the harness itself cannot go on. */
export async function faultRun(site: Site, plan: Plan): Promise<RunOutcome> {
  const ledger = emptyLedger()
  const peer = await peerOf(plan, ledger)
  const database = await site.database()
  const desk = await deskProcess({ ...database.settings, SMTP_OUT_URL: peer.url, METRICS_PORT: "off" })
  const scene: Scene = { site, database, desk, ledger, clock: sceneClock(plan) }
  try {
    await played(scene, plan)
    const judgement = await asOwner(database.ownerUrl, (owner) => verdict(owner, scene))
    return { ...judgement, plan, ledger, log: desk.said() }
  } finally {
    site.link.recover()
    await desk.remove()
    await peer.close()
    await database.drop()
  }
}

function peerOf({ moods }: Plan, ledger: Ledger): Promise<SmtpPeer> {
  let nth = 0
  return smtpPeer(
    () => moods[++nth] ?? "take",
    (message) => {
      ledger.relayed.push({ ...message, at: performance.now() })
      if (message.mood !== "take") ledger.struck(`smtp-${message.mood}`)
    },
  )
}

async function played(scene: Scene, plan: Plan): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  const work = everySender(scene, plan, () => isOver)
  // A sender that gives up is a failure of the run, and is told of when the desk is up for the last time.
  work.catch(() => {})
  const holiday = plan.holidayAfterDays === null ? undefined : announced(scene, plan.holidayAfterDays)
  holiday?.catch(() => {})
  for (const life of plan.lives) await lived(scene, life)
  if (plan.isLong) await seenThrough(scene, end, work)
  await asOwner(scene.database.ownerUrl, minutesPassed)
  end()
  scene.clock.jump((plan.isLong ? longJumpDays : shortJumpDays) * 24 * 60)
  scene.clock.calm()
  await broughtUp(scene)
  await work
  await holiday
}

// Keys are kept for seven days: who still insists with one must not be a week behind.
const shortJumpDays = 3.5
// Beyond five working days, after which an active case is looked at again.
const longJumpDays = 21

async function seenThrough(scene: Scene, end: () => void, work: Promise<void>): Promise<void> {
  await broughtUp(scene)
  end()
  await work
  await scene.desk.stop()
}

async function everySender({ desk, database, ledger }: Scene, plan: Plan, isOver: () => boolean): Promise<void> {
  const receiver = commandLineSender(plan.receive)
  const kinds = [contactClient, contactClient, contactClient, letterClient, letterClient, receiver]
  await Promise.all(
    kinds.map((kind, number) => {
      const chance = chanceOf(plan.seed, 100 + number)
      const sender: Sender = { desk, token: database.token, ledger, chance, number, isOver }
      return kind(sender)
    }),
  )
}

async function verdict(owner: Parameters<typeof atRest>[0], scene: Scene): Promise<Judgement> {
  await atRest(owner, scene)
  const db = openDatabase({ url: scene.database.ownerUrl, connections: 2 })
  try {
    return await judged({ owner, db, ledger: scene.ledger, at: scene.clock.now(), varDir: scene.desk.varDir })
  } finally {
    await closeDatabase(db)
  }
}
