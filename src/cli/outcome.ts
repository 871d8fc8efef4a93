// How a verb can end, beside well and with a refusal.

export const exitCode = { done: 0, failed: 1, usage: 2, tryAgainLater: 75 } as const

/** The verb could not be done now, and may well be later (exit 75, as sendmail's programs say it). */
export class TryAgainLater extends Error {}

/** What the database or the system holds against us, in a sentence; undefined where the error is a fault of ours. */
export function plainReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  if (/^(28...|3D000|42501)$/.test(String(error.code)))
    return `The database refuses: ${error.message}. Look at DATABASE_URL and MIGRATE_DATABASE_URL.`
  if ("syscall" in error && "path" in error) return `The system refuses: ${error.message}.`
  return undefined
}
