// Tells a database that cannot be reached, is full, damaged or too busy from a bug of ours: the first passes, the second does not.

// Classes 08 (connection), 53 (out of resources), conflicts that were tried often enough (40), transactions that lay idle for too
// long (25P03), the states of a server that starts or stops, an error of its disk (58030) or of its pages (XX001, XX002), from
// PostgreSQL's appendix A; and what the network says when nobody listens, or when nobody knows the name.
const states =
  /^(08...|25P0[34]|40001|40P01|53...|57P0[1-5]|55P03|57014|58030|XX00[12]|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/

const lostStates = /^(08...|25P0[34]|57P0[1-5]|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/

// pg has no codes for these.
const lostSentences = /Connection terminated|connection timeout|is not queryable|Query read timeout/i
const sentences = /timeout exceeded when trying to connect/i

/** Whether trying again later may help. */
export function isUnavailable(error: unknown): boolean {
  return someCause(error, (each) => {
    const code = codeOf(each)
    return (code !== undefined && states.test(code)) || sentences.test(each.message) || isLost(each)
  })
}

/** Whether the connection went away under a statement: what it did, up to its commit, is not known. */
export function isLost(error: unknown): boolean {
  return someCause(error, (each) => {
    const code = codeOf(each)
    return (code !== undefined && lostStates.test(code)) || lostSentences.test(each.message)
  })
}

/** Whether PostgreSQL undid a transaction because of another one: a deadlock, or two that cannot both have come first. */
export function isConflict(error: unknown): boolean {
  return someCause(error, (each) => /^(40001|40P01)$/.test(codeOf(each) ?? ""))
}

/** Whether the database has no room left for what it was given. */
export function isDiskFull(error: unknown): boolean {
  return someCause(error, (each) => codeOf(each) === "53100")
}

/** Whether a page of the data is not what was written: the bytes are gone, and only a backup has them. */
export function isDamaged(error: unknown): boolean {
  return someCause(error, (each) => /^XX00[12]$/.test(codeOf(each) ?? ""))
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined
}

function someCause(error: unknown, is: (error: Error) => boolean): boolean {
  // A name with two addresses (localhost) is refused twice.
  if (error instanceof AggregateError && error.errors.some((each) => someCause(each, is))) return true
  if (!(error instanceof Error)) return false
  return is(error) || someCause(error.cause, is)
}
