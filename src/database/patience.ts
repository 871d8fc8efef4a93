// How long the desk waits for its database, in every direction: for a connection, a lock, a statement, and an answer that never comes.

/** For a connection: to be made, or to be given back by whoever has it. */
export const connectionMilliseconds = 5000

/** Callers that may wait for a connection at once; beyond, they are told so instead of waiting. */
export const waitingLimit = 500

// The server gives a statement up first, and says why. Where it cannot say anything any more (a cable pulled, a machine that is
// gone) the client gives up by itself: within 30 seconds in all.
const statementMilliseconds = 24_000
export const answerMilliseconds = 27_000

export type Patience = "usual" | "maintenance"

/**
 * The settings of each session. `maintenance` may run a statement for as long as it takes. Keepalives let the server notice that
 * we have gone, and let go of our locks: a socket that is half open would hold them for two hours otherwise.
 */
export function sessionOptions(patience: Patience): string {
  const settings: Record<string, string | number> = {
    statement_timeout: patience === "maintenance" ? 0 : statementMilliseconds,
    lock_timeout: 10_000,
    // Somebody waits for what the desk asks: starting helpers takes longer than they save (measured: a customer's list of one case took
    // 7 ms with one), and everybody else needs that processor.
    ...(patience === "maintenance" ? {} : { max_parallel_workers_per_gather: 0 }),
    idle_in_transaction_session_timeout: patience === "maintenance" ? 0 : 20_000,
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 3,
    tcp_user_timeout: 25_000,
    timezone: "UTC",
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" ")
}
