import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { isWithin } from "../support/machine.ts"
import { until } from "../support/until.ts"
import { contactAbout, got, posted } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"

// A disk in memory that holds no backup: only a system that lets us mount one can show this.
const disk = mkdtempSync(join(tmpdir(), "charter-backup-disk-"))
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=711", "charter", disk]).status === 0
const skip = isMounted ? false : "this account may mount no disk"

let desk: DeskProcess
let token: string
let elsewhere: string
before(async () => {
  elsewhere = mkdtempSync(join(tmpdir(), "charter-backups-"))
  desk = await deskProcess(isMounted ? { BACKUP_DIR: disk, BACKUP_EVERY: "1h" } : {})
  await desk.start()
  token = await desk.token()
})
after(async () => {
  await desk.remove()
  rmSync(elsewhere, { recursive: true, force: true })
  if (isMounted) spawnSync("umount", [disk])
  rmdirSync(disk)
})

/** Contacts, one after the other, until something is over; gives how long the slowest took. Every one is taken. */
async function contactsUntil(isOver: () => boolean, name: string): Promise<{ count: number; slowestMs: number }> {
  let slowestMs = 0
  let count = 0
  for (; !isOver(); count++) {
    const began = performance.now()
    const answer = await posted(desk, token, "contacts", contactAbout(`${name}-${count}`), `${name}-${count}`)
    assert.equal(answer.status, 201, answer.text)
    slowestMs = Math.max(slowestMs, performance.now() - began)
    await pause(10)
  }
  return { count, slowestMs }
}

async function standingAlarms(): Promise<unknown> {
  const { body } = await got(`${desk.web}/readyz`)
  return typeof body === "object" && body !== null && "alarms" in body ? body.alarms : []
}

test("F69: a backup beside work is whole, and nobody who works is kept waiting or sent away", async () => {
  let isMade = false
  const made = desk.verb(["backup", elsewhere]).finally(() => {
    isMade = true
  })
  const { count, slowestMs } = await contactsUntil(() => isMade, "beside")
  const { code, stderr } = await made
  assert.equal(code, 0, stderr)
  assert.ok(count > 5, `only ${count} contacts came in meanwhile`)
  assert.ok(isWithin(slowestMs, 5000), `somebody waited ${slowestMs} ms`)
  assert.equal(readdirSync(elsewhere).length, 1)
  const verified = await desk.verb(["backup", "--verify", elsewhere])
  assert.equal(verified.code, 0, verified.stderr)
})

test("F69: a backup for which the disk has no room is told as an alarm, counts for nothing, and nobody who works notices", {
  skip,
}, async () => {
  let isTold = false
  const told = until(async () => JSON.stringify(await standingAlarms()).includes('"backup"'), 90_000).finally(() => {
    isTold = true
  })
  const { slowestMs } = await contactsUntil(() => isTold, "full")
  await told
  assert.ok(isWithin(slowestMs, 5000), `somebody waited ${slowestMs} ms`)
  const listed = await desk.owner()
  const good = await listed.query("select from backups where state = 'good' and folder like $1", [`${disk}%`])
  await listed.end()
  assert.equal(good.rowCount, 0)
})
