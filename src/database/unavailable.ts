// Tells a database that cannot be reached, is full, or is too busy from a bug of ours: the first passes, the second does not.

// Classes 08 (connection), 53 (out of resources) and the states of a server that starts or stops, from PostgreSQL's appendix A;
// and what the network says when nobody listens, or when nobody knows the name.
const states =
  /^(08...|53...|57P0[1-3]|55P03|57014|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/

// pg has no codes for these.
const sentences = /timeout exceeded when trying to connect|Connection terminated|connection timeout|is not queryable/i

/** Whether trying again later may help. */
export function isUnavailable(error: unknown): boolean {
  // A name with two addresses (localhost) is refused twice.
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  if ("code" in error && typeof error.code === "string" && states.test(error.code)) return true
  return sentences.test(error.message) || isUnavailable(error.cause)
}
