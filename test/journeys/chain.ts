// A case that everybody forgets: its promises come near, are missed, and the case climbs to the steps that the charter names.

import assert from "node:assert/strict"
import { historyOf, promiseIs, referenceIn, told } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"
import { send } from "./post.ts"
import { teamAfterMissing } from "./promised.ts"

const subject = "The whole service is down"

/** Two colleagues look on, one with scripts and one without. The desk's clock is moved, so nobody else can be at the desk. */
export async function forgottenToClimbed(place: Place, adviser: Colleague): Promise<void> {
  await place.desk.movedTo("2026-03-27T10:00+00:00")
  await send(place, { from: "Bo Lind <bo.lind@force.example>", subject, text: "Nobody can sign in." })
  const people = [await place.signedIn(adviser, true), await place.signedIn(adviser, false)] as const
  const [me] = people
  await me.awaits(subject, "Cases")
  await me.follow(subject)
  const reference = await referenceIn(me)
  await urgent(me, reference)
  const everybody = async (now: string, looks: (each: Person) => Promise<void>) => {
    await place.desk.movedTo(now)
    for (const each of people) {
      await place.signIn(each, adviser)
      await looks(each)
    }
  }
  await everybody("2026-03-27T10:46+00:00", warned)
  await everybody("2026-03-27T11:01+00:00", missed)
  await everybody("2026-03-31T17:01+01:00", climbed)
  for (const each of people) await each.leave()
}

async function urgent(me: Person, reference: string): Promise<void> {
  await me.push("Set the priority")
  await me.choose(/^Priority 1/)
  await me.push("Set the priority")
  await told(me, `${reference} has priority 1.`)
}

async function warned(me: Person): Promise<void> {
  await rowSays(me, /in \d+ minutes, by 11(:00)?am today/)
  await openCase(me)
  await me.awaits(/^The restoration is due soon/, subject)
  await promiseIs(me, "Time to restore", "Running")
  assert.doesNotMatch(await historyOf(me), /A promise was missed/)
}

async function missed(me: Person): Promise<void> {
  await awaitTeam(me, teamAfterMissing("restore"))
  await rowSays(me, /overdue by .*, was due by 11(:00)?am today/)
  await openCase(me)
  await promiseIs(me, "Time to respond", "Missed")
  await promiseIs(me, "Time to restore", "Missed")
  await promiseIs(me, "First response", "Running")
  const history = await historyOf(me)
  for (const clock of ["respond", "restore"]) assert.ok(history.includes(climbedTo(clock)), climbedTo(clock))
  await me.reads(`Team: ${teamAfterMissing("restore")}`)
}

async function climbed(me: Person): Promise<void> {
  await awaitTeam(me, teamAfterMissing("first-reply"))
  await rowSays(me, /overdue by \d+ days, was due by 11(:00)?am on Friday 27 March/)
  await openCase(me)
  await promiseIs(me, "First response", "Missed")
  await promiseIs(me, "Review", "Running")
  assert.ok((await historyOf(me)).includes(climbedTo("first-reply")))
}

function climbedTo(clock: string): string {
  return `A promise was missed, so the case was escalated to ${teamAfterMissing(clock)}.`
}

// The team's own queue: chosen by its name, as one types it into a list.
async function awaitTeam(me: Person, team: string): Promise<void> {
  await me.reach(me.page.getByLabel("Team", { exact: true }))
  await me.type(team)
  await me.push("Search")
  await me.page.waitForURL(/queue=/)
  await me.awaits(subject, "Cases")
  await me.sees("Cases")
}

async function rowSays({ page }: Person, words: RegExp): Promise<void> {
  const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: subject, exact: true }) })
  assert.match((await row.innerText()).replace(/\s+/g, " "), words)
}

async function openCase(me: Person): Promise<void> {
  await me.follow(subject)
  await me.sees(subject)
}
