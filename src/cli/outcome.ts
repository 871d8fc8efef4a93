// How a verb can end, beside well and with a refusal.

export const exitCode = { done: 0, failed: 1, usage: 2, tryAgainLater: 75 } as const

/** The verb could not be done now, and may well be later (exit 75, as sendmail's programs say it). */
export class TryAgainLater extends Error {}

// PostgreSQL's classes for lost connections, lack of resources, and a server that starts or stops; and the network's own words.
const passing = /^(08...|53...|57P0[1-3]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/
const passingWords = /timeout exceeded when trying to connect|Connection terminated|connection timeout/i

/** Whether an error says that the database is not there at this moment. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable)
  if (!(error instanceof Error)) return false
  return (
    ("code" in error && passing.test(String(error.code))) ||
    passingWords.test(error.message) ||
    isUnreachable(error.cause)
  )
}

/** What the database or the system holds against us, in a sentence; undefined where the error is a fault of ours. */
export function plainReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  if (/^(28...|3D000|42501)$/.test(String(error.code)))
    return `The database refuses: ${error.message}. Look at DATABASE_URL and MIGRATE_DATABASE_URL.`
  if ("syscall" in error && "path" in error) return `The system refuses: ${error.message}.`
  return undefined
}
