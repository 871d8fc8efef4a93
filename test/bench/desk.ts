// How quick the desk's pages are, how soon a change is on another's page, what many idle connections and streams that come back at once do
// to it: `npm run bench:desk [seconds]`. The desk runs as a process of its own, on a database of its own; what asks it shares its cores.
// Judge by the processor time of the desk's process and by the ratios: the times on the clock are as good as the machine is idle.

import { randomBytes } from "node:crypto"
import { loadavg } from "node:os"
import pg from "pg"
import { hashed } from "../../src/people/secrets.ts"
import { colleague } from "../acceptance/colleague.ts"
import { desk } from "../acceptance/desk.ts"
import { browserFigures } from "./desk-browser.ts"
import { crowdFigures } from "./desk-crowd.ts"
import { latencies } from "./desk-latency.ts"
import { caseFloor, listFloor, type Measured, paced, saturated } from "./desk-pages.ts"
import { weights } from "./desk-weight.ts"

const seconds = Number(process.argv[2] ?? 8)
const password = "copper kettle, nine herons"
const sessionsCount = 160
const colleagues = 80

const place = await desk("2026-03-27T09:00+00:00")
const pool = new pg.Pool({ connectionString: place.addresses().database, max: 16 })
try {
  const omar = await colleague(place, "administrator", "Bench")
  for (let count = 0; count < 60; count++) await omar.open({ subject: `Case ${count}`, priority: 1 + (count % 4) })
  const { reference } = await omar.open({ subject: "A long case" })
  for (let count = 0; count < 197; count++) await omar.act(reference, "note", { body: `Note ${count} of a long case.` })
  const cookies = await sessions(sessionsCount)
  const { web, pid } = place.addresses()
  const measured = { pool, pid, seconds, cookie: cookies[0] ?? "" }
  await figuresOf({ ...measured, what: "queue page, 50 rows", url: `${web}/desk/cases`, floor: listFloor(pool) })
  const casePage = { what: "case page, 200 events", url: `${web}/desk/cases/${reference}` }
  await figuresOf({ ...measured, ...casePage, floor: caseFloor(pool, reference) })
  await weights(web)
  await latencies({ web, pool, cookies, reference, omar })
  await crowdFigures({ web, pid, cookies, page: { ...measured, what: "queue page", url: `${web}/desk/cases` } })
  await browserFigures({ web, email: "bench@desk.example", password, omar })
  said(
    `load of the machine at the end: ${loadavg()
      .map((each) => each.toFixed(1))
      .join(", ")}`,
  )
} finally {
  await pool.end()
  await place.end()
}

async function figuresOf(page: Measured): Promise<void> {
  said(await paced(page))
  said(await saturated(page))
}

function said(line: string): void {
  console.log(line)
}

/** Signed in without the form, which is slowed down for whoever signs in so often; several colleagues, because one has only so many streams. */
async function sessions(count: number): Promise<string[]> {
  const hire = ["staff", "add", "--name", "Bench Adviser", "--email", "bench@desk.example", "--role", "adviser"]
  await place.run(hire, password)
  await pool.query(
    `insert into people (kind, name, email, role, roles, created_at)
     select kind, 'Bench Adviser ' || number, number || '.' || email, role, roles, created_at
     from people, generate_series(1, $1) as number where email = 'bench@desk.example'`,
    [colleagues],
  )
  const secrets = Array.from({ length: count }, () => randomBytes(32).toString("base64url"))
  await pool.query(
    `insert into sessions (session_hash, person_id, created_at, seen_at, expires_at, form_secret, user_agent)
     select hash, person_id, now(), now(), now() + interval '1 hour', 'secret', 'bench'
     from unnest($1::bytea[]) with ordinality as given (hash, place)
     join (select person_id, row_number() over (order by person_id) as number from people where email like '%.bench@desk.example') as hired
       on hired.number = 1 + given.place % $2`,
    [secrets.map(hashed), colleagues],
  )
  return secrets.map((secret) => `charter-session=${secret}`)
}
