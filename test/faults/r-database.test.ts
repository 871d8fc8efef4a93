// What a transaction does when the database is in its way: conflicts, lost links, no connection to be had.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import {
  closeDatabase,
  type Db,
  isUnavailable,
  openDatabase,
  repeatable,
  row,
  rows,
  run,
  sql,
  type Tx,
  transaction,
} from "../../src/database/index.ts"
import { addNote } from "../../src/incidents/index.ts"
import { type TestDesk, testDesk } from "../support/desk.ts"
import { until } from "../support/until.ts"
import { tcpProxy } from "./tcp-proxy.ts"

let desk: TestDesk
let owner: pg.Client
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  await owner.query(`
    create table tally (id int primary key, n int not null); insert into tally values (1, 0), (2, 0);
    create sequence stumbles;
    create function stumble() returns trigger language plpgsql as
      $$ begin if nextval('stumbles') <= 2 then raise exception 'again' using errcode = tg_argv[0]; end if; return new; end $$;
    grant select, update on tally to public; grant usage on sequence stumbles to public`)
})
after(async () => {
  await owner.end()
  await desk.close()
})

async function counted(tx: Tx, id: number): Promise<void> {
  await run(tx, sql`update tally set n = n + 1 where id = ${id}`)
}

async function tally(): Promise<number[]> {
  return (await rows<{ n: number }>(desk.db, sql`select n from tally order by id`)).map((each) => each.n)
}

async function begun(query: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: desk.ownerUrl })
  client.on("error", () => {})
  await client.connect()
  await client.query(query)
  return client
}

test("F22: two transactions that lock each other out are both done, each once", async () => {
  const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const crossed = (mine: 0 | 1, first: number, second: number) =>
    transaction(desk.db, async (tx) => {
      await counted(tx, first)
      met[mine].resolve()
      await met[mine === 0 ? 1 : 0].promise
      await counted(tx, second)
    })
  await Promise.all([crossed(0, 1, 2), crossed(1, 2, 1)])
  assert.deepEqual(await tally(), [2, 2])
})

test("F22: four that count on what they read at once lose no count", async () => {
  const serial = () =>
    transaction(desk.db, async (tx) => {
      await run(tx, sql`set transaction isolation level repeatable read`)
      const read = await row<{ n: number }>(tx, sql`select n from tally where id = 1`)
      await run(tx, sql`update tally set n = ${(read?.n ?? 0) + 1} where id = 1`)
    })
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, serial))
  const done = outcomes.filter((each) => each.status === "fulfilled").length
  assert.deepEqual(await tally(), [2 + done, 2])
  assert.ok(done >= 3, `only ${done} of 4 were done`)
})

test("F22: a whole verb that stumbles is done again from its start, and leaves one event and one note", async () => {
  const actor = await desk.actor("adviser")
  for (const state of ["40P01", "40001"]) {
    const opened = await desk.open("2026-03-27T10:00")
    await owner.query(`select setval('stumbles', 1, false);
      create trigger stumble before insert on events for each row execute function stumble('${state}')`)
    await addNote(desk.db, await desk.ask(actor, opened, "2026-03-27T10:05"), `Note after ${state}.`)
    await owner.query("drop trigger stumble on events")
    const found = await owner.query("select type from events where case_id = $1 order by seq", [opened.caseId])
    assert.deepEqual(
      found.rows.map((each) => each.type).filter((type) => type === "noted"),
      ["noted"],
    )
    const notes = await owner.query("select from content where case_id = $1 and bytes = $2", [
      opened.caseId,
      Buffer.from(`Note after ${state}.`),
    ])
    assert.equal(notes.rowCount, 1)
  }
})

test("F22: what conflicts for ever is given up, and is no bug of ours", async () => {
  let tries = 0
  const fault = await transaction(desk.db, async (tx) => {
    tries += 1
    await run(tx, sql`do $$ begin raise exception 'always' using errcode = '40001'; end $$`)
  }).catch((error: unknown) => error)
  assert.equal(tries, 5)
  assert.equal(isUnavailable(fault), true)
})

test("F13: what may be repeated survives a cut connection, and what may not is told of", async () => {
  let tries = 0
  const cutOnce = async () => {
    tries += 1
    const found = await row<{ pid: number }>(desk.db, sql`select pg_backend_pid() as pid`)
    if (tries === 1) await row(desk.db, sql`select pg_terminate_backend(${found?.pid})`)
    return found
  }
  assert.ok(await repeatable(cutOnce))
  tries = 0
  await assert.rejects(cutOnce, (error: unknown) => isUnavailable(error))
})

async function smallPool(options: Partial<Parameters<typeof openDatabase>[0]>, work: (db: Db) => Promise<void>) {
  const db = openDatabase({ url: desk.url, connections: 1, ...options })
  try {
    await work(db)
  } finally {
    await closeDatabase(db)
  }
}

test("F20: whoever waits for a connection in vain is told so within 5 s, and beyond the limit of the line at once", async () => {
  await smallPool({ waitingLimit: 2 }, async (db) => {
    const busy = row(db, sql`select pg_sleep(5.5)`)
    const began = performance.now()
    const waiting = [1, 2].map(() => row(db, sql`select 1`).catch((error: unknown) => error))
    const beyond = await row(db, sql`select 1`).catch((error: unknown) => error)
    assert.ok(performance.now() - began < 500)
    assert.equal(isUnavailable(beyond), true)
    assert.match(String(beyond), /too many wait/)
    for (const fault of await Promise.all(waiting)) assert.equal(isUnavailable(fault), true)
    assert.ok(performance.now() - began < 5500)
    await busy
    assert.ok(await row(db, sql`select 1`))
  })
})

test("F20: a server that has no connection left is unavailable, not broken", async () => {
  const few = `few_${process.pid}`
  await owner.query(`create role ${few} login password 'few' connection limit 1`)
  try {
    const url = new URL(desk.url)
    url.username = few
    url.password = "few"
    await smallPool({ url: url.href, connections: 2 }, async (db) => {
      // The one connection that the role may have is made before it is put to work.
      await row(db, sql`select 1`)
      const busy = row(db, sql`select pg_sleep(0.5)`)
      const fault = await row(db, sql`select 1`).catch((error: unknown) => error)
      assert.equal(isUnavailable(fault), true, String(fault))
      await busy
    })
  } finally {
    await owner.query(`drop role ${few}`)
  }
})

test("F21: a lock that somebody keeps, and a transaction that lies idle, are ended for everybody's sake", async () => {
  const settings = await row(
    desk.db,
    sql`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as idle`,
  )
  assert.deepEqual(settings, { lock: "10s", statement: "24s", idle: "20s" })
  const keeper = await begun("begin; lock table tally in access exclusive mode")
  await smallPool({}, async (db) => {
    const fault = await transaction(db, async (tx) => {
      await run(tx, sql`set local lock_timeout = '300ms'`)
      await counted(tx, 1)
    }).catch((error: unknown) => error)
    assert.equal(isUnavailable(fault), true, String(fault))
    await keeper.query("rollback")
    await transaction(db, (tx) => counted(tx, 1))
  })
  await keeper.end()
})

test("F21: maintenance may take as long as it takes", async () => {
  await smallPool({ patience: "maintenance" }, async (db) => {
    const found = await row(db, sql`select current_setting('statement_timeout') as statement`)
    assert.deepEqual(found, { statement: "0" })
  })
})

test("F23: a link that is half open is noticed, its connection thrown away, and the next one works", async () => {
  const target = new URL(desk.url)
  const proxy = await tcpProxy(Number(target.port))
  target.port = `${proxy.port}`
  await smallPool({ url: target.href, connections: 2, answerMs: 400 }, async (db) => {
    await Promise.all([row(db, sql`select 1`), row(db, sql`select 1`)])
    proxy.stall()
    const began = performance.now()
    const faults = await Promise.all([
      row(db, sql`select 1`).catch((error: unknown) => error),
      transaction(db, (tx) => rows(tx, sql`select 1`)).catch((error: unknown) => error),
    ])
    for (const fault of faults) assert.equal(isUnavailable(fault), true, String(fault))
    assert.ok(performance.now() - began < 3000)
    proxy.recover()
    await until(async () => (await row(db, sql`select 1`).catch(() => undefined)) !== undefined, 6000)
  })
  await proxy.close()
})

test("F23: over a link of 200 ms each way a transaction is slow and whole; keepalives are asked for on both sides", async () => {
  const target = new URL(desk.url)
  const proxy = await tcpProxy(Number(target.port))
  target.port = `${proxy.port}`
  await smallPool({ url: target.href }, async (db) => {
    proxy.delay(200)
    const before = await tally()
    await transaction(db, (tx) => counted(tx, 2))
    assert.deepEqual(await tally(), [before[0], (before[1] ?? 0) + 1])
    const idle = await row<{ idle: string }>(db, sql`select current_setting('tcp_keepalives_idle') as idle`)
    assert.equal(idle?.idle, "10")
  })
  await proxy.close()
})
