// Runs one verb, and turns what became of it into an exit code and, when it went wrong, one plain sentence on standard error.

import { Command, CommanderError } from "commander"
import { isUnavailable } from "../database/index.ts"
import { Invalid, isRefusal } from "../errors.ts"
import { exitCode, plainReason, TryAgainLater } from "./outcome.ts"
import { verbs } from "./verbs.ts"

/** Gives the exit code: 0 done, 1 refused or failed, 2 usage, 75 try again later. A verb may also set `process.exitCode` itself. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  endQuietlyWithTheReader()
  try {
    const program = await programFor(words[0])
    await program.parseAsync(words, { from: "user" })
    return Number(process.exitCode ?? exitCode.done)
  } catch (error) {
    return told(error)
  }
}

async function programFor(word: string | undefined): Promise<Command> {
  const program = new Command("charter")
    .description("The service desk that executes its own published charter.")
    .exitOverride()
    .showHelpAfterError("(charter --help lists the verbs)")
  const known = word === undefined ? undefined : verbs[word]
  const wanted = known ? [known] : Object.values(verbs)
  for (const verb of await Promise.all(wanted.map((load) => load()))) verb.register(program)
  return program
}

function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage
  if (error instanceof Invalid) return said(error.fields.map((each) => each.message).join("\n"), exitCode.failed)
  if (isRefusal(error)) return said(error.message, exitCode.failed)
  if (error instanceof TryAgainLater) return said(error.message, exitCode.tryAgainLater)
  if (isUnavailable(error))
    return said("The database cannot be reached at this moment. Try again later.", exitCode.tryAgainLater)
  const reason = plainReason(error)
  if (reason !== undefined) return said(reason, exitCode.failed)
  return said(`This is a fault in Charter, not in what you did.\n${withCauses(error)}`, exitCode.failed)
}

function said(sentence: string, code: number): number {
  process.stderr.write(`${sentence}\n`)
  return code
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? "" : `\nCaused by: ${withCauses(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

// `charter due --stdin | head` closes our output early: nothing is wrong, there is just nobody left to write to.
function endQuietlyWithTheReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
    process.exit()
  })
}
