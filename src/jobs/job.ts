// A job as the verbs know it: a name and ids, inserted as a plain row in the verb's own statement (see jobs/store.ts).

/** `data` holds ids only, never words. */
export type Job = { readonly name: string; readonly data: Record<string, number | string> }

/** What a feature hands to the worker: how a job of this name is done. Doing it twice must be harmless. */
export type JobHandler = {
  readonly name: string
  /** Attempts before the job is put aside as dead, with an alert. */
  readonly tries: number
  /** Jobs of this name worked at once in one process. */
  readonly atOnce: number
}
