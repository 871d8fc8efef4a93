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
