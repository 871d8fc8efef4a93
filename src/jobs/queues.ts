// The queues of jobs, made with the schema so that no verb can insert a job that nothing would find.

export type JobQueue = {
  readonly name: string
  /** Attempts before a job is put aside in `dead-jobs`, with an alert. */
  readonly tries: number
  /** Jobs of this name that one process works at once. */
  readonly atOnce: number
  /** How long one attempt may take, in seconds. */
  readonly expireSeconds: number
}

/** Where jobs lie that failed at every attempt, for a person to look at. */
export const deadJobs = "dead-jobs"
/** A worker that is not heard of for so long has lost its jobs to another. */
export const heartbeatSeconds = 20

export const jobQueues: readonly JobQueue[] = [
  { name: "read-letter", tries: 5, atOnce: 2, expireSeconds: 120 },
  { name: "read-flood", tries: 5, atOnce: 2, expireSeconds: 120 },
  { name: "send-notice", tries: 5, atOnce: 4, expireSeconds: 300 },
  { name: "move-deadlines", tries: 5, atOnce: 1, expireSeconds: 900 },
  { name: "post-webhook", tries: 5, atOnce: 4, expireSeconds: 120 },
  { name: "tell-children", tries: 5, atOnce: 1, expireSeconds: 900 },
  { name: "adopt-candidate", tries: 5, atOnce: 1, expireSeconds: 900 },
  { name: "what-if", tries: 2, atOnce: 1, expireSeconds: 1800 },
]

/** The options of a queue as pg-boss's create_queue() takes them. */
export function queueOptions(queue: JobQueue): object {
  return {
    policy: "standard",
    retryLimit: queue.tries - 1,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 30,
    expireInSeconds: queue.expireSeconds,
    heartbeatSeconds,
    deleteAfterSeconds: 3600,
    deadLetter: deadJobs,
  }
}
