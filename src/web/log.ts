// The log: one JSON object a line, without secrets, and without anything that a stranger could use to forge a line.

import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino"
import { printable } from "./printable.ts"

export type Log = Logger

// Whatever a caller puts into a line by mistake, these names never reach the disk. Pino compiles the list once.
const secret = ["password", "token", "secret", "secretKey", "cookie", "authorization", "csrf", "body", "form"]

/** Opens the log. `to` is standard output unless given. */
export function openLog(options: { level?: string; to?: DestinationStream } = {}): Log {
  const settings = {
    level: options.level ?? "info",
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[hidden]" },
    serializers: { err: faultAsLogged, error: faultAsLogged, req: () => undefined, res: () => undefined },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(settings, options.to ?? standardOutput())
}

/** Lines that wait for a slow or full disk, or for a pipe that nobody reads; beyond, lines are dropped. */
const waitingBytes = 1024 * 1024

// The desk never waits for its log, and never ends because of it: what cannot be written is tried again with the next line.
function standardOutput(): DestinationStream {
  const output = destination({ dest: 1, sync: false, maxLength: waitingBytes })
  output.on("error", () => {})
  return output
}

type LoggedFault = { type: string; message: string; code?: string; stack?: string[]; cause?: LoggedFault }

// Chosen fields only: an error of PostgreSQL carries the row that it refused (`detail`, `where`), which is somebody's words.
function faultAsLogged(fault: unknown, depth = 0): LoggedFault {
  if (!(fault instanceof Error)) return { type: typeof fault, message: printable(String(fault)) }
  const logged: LoggedFault = { type: fault.name, message: printable(fault.message, 500) }
  if ("code" in fault && typeof fault.code === "string") logged.code = printable(fault.code, 60)
  if (fault.stack !== undefined) logged.stack = framesOf(fault.stack)
  if (fault.cause !== undefined && depth < 4) logged.cause = faultAsLogged(fault.cause, depth + 1)
  return logged
}

// The first line of a stack repeats the message.
function framesOf(stack: string): string[] {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line))
  return frames.slice(0, 12).map((line) => printable(line.trim(), 300))
}
