// A job as the verbs know it.

/** A name of jobs/queues.ts and ids, never words. */
export type Job = { readonly name: string; readonly data: Record<string, unknown> }
