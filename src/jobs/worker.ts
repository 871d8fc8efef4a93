// Works the jobs: polls each second whatever happens, and at once when told that a commit has just added one.

import { setTimeout as pause } from "node:timers/promises"
import { type Job, type JobResult, PgBoss } from "pg-boss"
import { askedPlainly, type Db } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { inLanes } from "./lanes.ts"
import { heartbeatSeconds, jobQueues } from "./queues.ts"
import { putOff } from "./store.ts"

/** How a job of a name is done. Doing it twice must be harmless: after a crash it is done again. */
export type JobHandler = (data: Record<string, unknown>) => Promise<void>
/** What a job needs is not there at the moment: it has not been tried, and comes again. */
export class NotNow extends Error {
  // To whoever asks for the same thing by a page it is what a starting server says.
  readonly code = "57P03"
}

export type JobHandlers = Readonly<Record<string, JobHandler>>

export type JobWorker = {
  /** A hint after a commit: coalesced, never needed for correctness. */
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

export type WorkerOptions = {
  readonly db: Db
  readonly handlers: JobHandlers
  /** Whether people are waiting for this process: a job then steps back for a moment, never for good. */
  readonly isBusy: () => boolean
  readonly onError: (error: unknown, job: string) => void
}

// What is not done by then goes back to the queue, for another process or the next start.
const stopMilliseconds = 10_000

/** Starts working every queue that has a handler. */
export async function startJobWorker(options: WorkerOptions): Promise<JobWorker> {
  const { db, handlers, onError } = options
  const boss = new PgBoss({
    db: { executeSql: (text, values) => askedPlainly(db, text, values) },
    migrate: false,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  })
  // It hands on some of what it caught as a plain object, which a log cannot read.
  boss.on("error", (error) => onError(error instanceof Error ? error : Object.assign(new Error(), error), "pg-boss"))
  await boss.start()
  const workers = (await Promise.all(jobQueues.map((queue) => work(boss, queue, handlers[queue.name], options)))).flat()
  return {
    wake: wakeOnce(boss, workers),
    stop: () => boss.stop({ graceful: true, timeout: stopMilliseconds, close: true }),
  }
}

async function work(
  boss: PgBoss,
  queue: (typeof jobQueues)[number],
  handler: JobHandler | undefined,
  worker: WorkerOptions,
): Promise<string[]> {
  if (handler === undefined) return []
  const options = {
    pollingIntervalSeconds: 1,
    // Asking for jobs costs more than most of them do: a full batch is followed by the next at once.
    batchSize: queue.atOnce * 5,
    burstWhenBatchFull: true,
    perJobResults: true,
    heartbeatRefreshSeconds: heartbeatSeconds / 2,
  } as const
  const id = await boss.work<Record<string, unknown>>(queue.name, options, (jobs) =>
    inLanes(jobs, queue.atOnce, (job) => outcome(job, queue.name, handler, worker)),
  )
  return [id]
}

const stepsBack = 10
const stepMilliseconds = 50

// One job of a batch fails by itself; the others are done all the same.
async function outcome(
  job: Job<Record<string, unknown>>,
  name: string,
  handler: JobHandler,
  { db, isBusy, onError }: WorkerOptions,
): Promise<JobResult> {
  for (let steps = 0; isBusy() && steps < stepsBack; steps++) await pause(stepMilliseconds)
  try {
    await handler(job.data)
    await fail("job.before_completion")
    return { id: job.id, status: "completed" }
  } catch (error) {
    if (error instanceof NotNow) return await comesAgain(db, job, name)
    onError(error, name)
    return { id: job.id, status: "failed", output: { message: error instanceof Error ? error.message : String(error) } }
  }
}

const putOffSeconds = 15

// Put off before it is completed: a crash between the two does it twice, which is harmless.
async function comesAgain(db: Db, { id, data }: Job<Record<string, unknown>>, name: string): Promise<JobResult> {
  await putOff(db, { name, data }, putOffSeconds)
  return { id, status: "completed" }
}

// Many commits in one turn of the loop wake the workers once.
function wakeOnce(boss: PgBoss, workers: readonly string[]): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    setImmediate(() => {
      asked = false
      for (const id of workers) boss.notifyWorker(id)
    })
  }
}
