// How quick the desk's pages are, and how soon a change is on another's page: `npm run bench:desk [seconds]`. The desk runs as a process
// of its own, on a database of its own; what asks it shares its cores.

import { randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import autocannon from "autocannon"
import pg from "pg"
import { hashed } from "../../src/people/secrets.ts"
import { colleague } from "../acceptance/colleague.ts"
import { desk } from "../acceptance/desk.ts"

const seconds = Number(process.argv[2] ?? 8)
const connections = 16
const streams = 500
const changes = 40

const place = await desk("2026-03-27T09:00+00:00")
const pool = new pg.Pool({ connectionString: place.addresses().database, max: connections })
try {
  const omar = await colleague(place, "administrator", "Bench")
  for (let count = 0; count < 60; count++) await omar.open({ subject: `Case ${count}`, priority: 1 + (count % 4) })
  const { reference } = await omar.open({ subject: "A long case" })
  for (let count = 0; count < 197; count++) await omar.act(reference, "note", { body: `Note ${count} of a long case.` })
  const cookies = await sessions(64)
  const at = (path: string) => `${place.addresses().web}${path}`
  await paced("queue page, 50 rows", at("/desk/cases"), cookies[0] ?? "")
  await paced("case page, 200 events", at(`/desk/cases/${reference}`), cookies[0] ?? "")
  await saturated("queue page, 50 rows", at("/desk/cases"), cookies[0] ?? "", listFloor)
  await saturated("case page, 200 events", at(`/desk/cases/${reference}`), cookies[0] ?? "", caseFloor(reference))
  await weights(at)
  await latencies(at, cookies, reference, omar)
} finally {
  await pool.end()
  await place.end()
}

type Floor = () => Promise<unknown>

/** Signed in without the form: it is slowed down for whoever signs in so often. */
async function sessions(count: number): Promise<string[]> {
  await place.run(
    ["staff", "add", "--name", "Bench Adviser", "--email", "bench@desk.example", "--role", "adviser"],
    "copper kettle, nine herons",
  )
  const secrets = Array.from({ length: count }, () => randomBytes(32).toString("base64url"))
  await pool.query(
    `insert into sessions (session_hash, person_id, created_at, seen_at, expires_at, form_secret, user_agent)
     select hash, person_id, now(), now(), now() + interval '1 hour', 'secret', 'bench'
     from unnest($1::bytea[]) as hash, people where email = 'bench@desk.example'`,
    [secrets.map(hashed)],
  )
  return secrets.map((secret) => `charter-session=${secret}`)
}

async function paced(what: string, url: string, cookie: string): Promise<void> {
  await fetch(url, { headers: { cookie } })
  const { latency, non2xx } = await autocannon({
    url,
    connections,
    duration: seconds,
    overallRate: connections,
    headers: { cookie },
  })
  console.log(
    `${what}, ${connections} a second: p50 ${latency.p50} ms, p97.5 ${latency.p97_5} ms${non2xx > 0 ? `, ${non2xx} refused` : ""}`,
  )
}

async function saturated(what: string, url: string, cookie: string, floor: Floor): Promise<void> {
  const { requests } = await autocannon({ url, connections, duration: seconds, headers: { cookie } })
  const bare = await perSecond(floor)
  const ratio = requests.average / bare
  console.log(
    `${what}, as many as go: ${requests.average.toFixed(0)} a second; bare SQL ${bare.toFixed(0)}; ratio ${ratio.toFixed(3)}`,
  )
}

async function perSecond(floor: Floor): Promise<number> {
  let done = 0
  const until = performance.now() + seconds * 1000
  const one = async () => {
    while (performance.now() < until) {
      await floor()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return done / seconds
}

async function listFloor(): Promise<unknown> {
  return await pool.query({
    name: "list",
    text: `select case_id, reference, state, priority, subject, queue, people.name, next_due_at, next_due_clock from cases
      left join people on people.person_id = cases.owner_id where is_open order by next_due_at, case_id limit 50`,
  })
}

function caseFloor(reference: string): Floor {
  const number = Number(reference.split("-").at(-1))
  return async () => {
    await pool.query({ name: "case", text: "select * from cases where case_id = $1", values: [number] })
    await pool.query({
      name: "events",
      text: "select body from events where case_id = $1 order by seq",
      values: [number],
    })
    await pool.query({ name: "words", text: "select bytes from content where case_id = $1", values: [number] })
  }
}

async function weights(at: (path: string) => string): Promise<void> {
  const html = await (await fetch(at("/"))).text()
  const named = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? "")
  let total = gzipSync(html).length
  for (const path of new Set(named)) {
    const bytes = Buffer.from(await (await fetch(at(path))).arrayBuffer())
    const weight = path.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length
    console.log(`  ${path.split("/").at(-1)}: ${(weight / 1000).toFixed(1)} kB`)
    total += weight
  }
  console.log(`weight of the public's first page with all it asks for, compressed: ${(total / 1000).toFixed(1)} kB`)
}

async function latencies(
  at: (path: string) => string,
  cookies: readonly string[],
  reference: string,
  omar: Awaited<ReturnType<typeof colleague>>,
): Promise<void> {
  let told: (() => void) | undefined
  let open = 0
  const leaving = new AbortController()
  for (let count = 0; count < streams; count++) {
    const cookie = cookies[count % cookies.length] ?? ""
    const answer = await fetch(at("/desk/changes"), { headers: { cookie }, signal: leaving.signal })
    if (answer.status === 200) open += 1
    void listened(answer, count === 0 ? () => told?.() : () => undefined)
  }
  console.log(`${open} streams open`)
  const asked = async (change: () => Promise<unknown>) => {
    const began = performance.now()
    const { promise, resolve } = Promise.withResolvers<void>()
    told = resolve
    await change()
    await promise
    await (
      await fetch(at(`/desk/cases/${reference}`), { headers: { cookie: cookies[0] ?? "", "turbo-frame": "live" } })
    ).text()
    return performance.now() - began
  }
  const hinted: number[] = []
  const polled: number[] = []
  const number = Number(reference.split("-").at(-1))
  for (let count = 0; count < changes; count++) {
    hinted.push(await asked(() => omar.act(reference, "note", { body: "Another" })))
    polled.push(await asked(() => pool.query("insert into case_changes (case_id) values ($1)", [number])))
  }
  console.log(
    `a change until another's page has asked again, with the hint: ${spread(hinted)}; without: ${spread(polled)}`,
  )
  leaving.abort()
}

async function listened(answer: Response, told: () => void): Promise<void> {
  try {
    for await (const piece of answer.body ?? []) if (Buffer.from(piece).includes("case-changed")) told()
  } catch {
    // Let go of at the end.
  }
}

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((one, other) => one - other)
  const part = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0)
  return `median ${part(0.5)} ms, p95 ${part(0.95)} ms`
}
