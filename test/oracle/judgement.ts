/** Puts the same questions to the oracle and to the command line, and counts where they differ. */
import { setImmediate } from "node:timers/promises"
import type { Case } from "./cases.ts"
import { askLines, askOptions, optionsOf, questionOf, type Said, type Surroundings } from "./command.ts"
import type { Holiday } from "./holidays.ts"
import { type Answer, type Oracle, oracleOf } from "./oracle.ts"

export interface Difference {
  index: number
  verb: string
  line: string
  around: Surroundings
  oracle: string
  charter: string
}

export interface Tally {
  cases: number
  edged: number
  errors: number
  assumed: number
  kinds: Record<string, number>
  differences: Difference[]
  different: number
}

export interface Court {
  holidays: Holiday[]
  varDir: string
  around: Surroundings
}

export const kept = 20

export async function judgedLines(court: Court, cases: Case[]): Promise<Tally> {
  const tally = emptyTally()
  for (const verb of ["due", "elapsed"] as const) {
    const asked = cases.filter((one) => one.verb === verb)
    if (asked.length > 0) add(tally, await judgedVerb(court, verb, asked))
  }
  return tally
}

async function judgedVerb(court: Court, verb: Case["verb"], asked: Case[]): Promise<Tally> {
  const lines = asked.map(({ line }) => line)
  const saying = askLines(verb, lines, court.varDir, court.around)
  const expected = await oracleAnswers(court, asked)
  const said = await saying
  const tally = emptyTally()
  for (const [at, one] of asked.entries()) count(tally, court, one, expected[at] ?? "error", said.lines[at], said)
  checkWhole(tally, court, verb, expected, said)
  return tally
}

/** Options carry no pauses, so only the cases that can be said with them are asked; each is a process of its own. */
export async function judgedOptions(court: Court, cases: Case[]): Promise<Tally> {
  const oracle = oracleFor(court)
  const tally = emptyTally()
  for (const one of cases) {
    const words = optionsOf(one.verb, one.line)
    if (words === null) continue
    const said = await askOptions(words, court.varDir, court.around)
    const answer = said.exit === 0 ? said.lines.join(" ") : `{"error":${JSON.stringify(said.complaint)}}`
    count(tally, court, one, answerTo(oracle, one), withoutCertificate(answer), said)
  }
  return tally
}

/** The oracle gives way now and then, so that the pipes are emptied while it works. */
async function oracleAnswers(court: Court, asked: Case[]): Promise<Answer[]> {
  const oracle = oracleFor(court)
  const answers: Answer[] = []
  for (const one of asked) {
    answers.push(answerTo(oracle, one))
    if (answers.length % 100 === 0) await setImmediate()
  }
  return answers
}

function oracleFor({ holidays, around }: Court): Oracle {
  const now = around.NOW === undefined ? Temporal.Now.instant() : Temporal.Instant.from(around.NOW)
  return oracleOf(holidays, now.epochMilliseconds)
}

function answerTo(oracle: Oracle, { verb, line }: Case): Answer {
  const question = questionOf(line)
  return question === null ? "error" : oracle[verb](question)
}

function count(tally: Tally, court: Court, one: Case, expected: Answer, answer: string | undefined, said: Said): void {
  const { index, verb, kind, line, edged } = one
  add(tally, { ...emptyTally(), cases: 1, edged: edged ? 1 : 0, kinds: { [kind]: 1 }, ...remarks(expected) })
  if (answer !== undefined && comparable(answer) === wordsOf(expected)) return
  const charter = answer ?? `nothing; exit ${said.exit} ${said.complaint}`
  tell(tally, { index, verb, line, around: court.around, oracle: wordsOf(expected), charter })
}

function remarks(expected: Answer): Pick<Tally, "errors" | "assumed"> {
  if (expected === "error") return { errors: 1, assumed: 0 }
  return { errors: 0, assumed: expected.assumed === undefined ? 0 : 1 }
}

/** As many answers as questions; exit 1 if, and only if, one of them was bad. */
function checkWhole(tally: Tally, court: Court, verb: string, expected: Answer[], said: Said): void {
  const wanted = { answers: expected.length, exit: expected.includes("error") ? 1 : 0 }
  const had = { answers: said.lines.length, exit: said.exit }
  if (wanted.answers === had.answers && wanted.exit === had.exit) return
  const line = `${expected.length} lines`
  tell(tally, {
    index: -1,
    verb,
    line,
    around: court.around,
    oracle: JSON.stringify(wanted),
    charter: JSON.stringify(had),
  })
}

function wordsOf(answer: Answer): string {
  return answer === "error" ? "error" : JSON.stringify(answer)
}

/** Members in one order, and `.5` for `.500`; which words an error is said in is the command line's own affair. */
function comparable(line: string): string {
  const answer = questionOf(line) as Record<string, unknown> | null
  if (answer === null) return line
  if (typeof answer["error"] === "string" && answer["error"] !== "" && Object.keys(answer).length === 1) return "error"
  const { due, elapsed, ...rest } = answer
  return JSON.stringify({ due: plain(due), elapsed: plain(elapsed), ...rest })
}

function plain(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/(\.\d*[1-9])0+(?=[S+-])/, "$1") : value
}

/** The answer to a single question comes with the certificate, which an oracle of instants has no view on. */
function withoutCertificate(line: string): string {
  const { certificate: _certificate, ...answer } = (questionOf(line) ?? {}) as Record<string, unknown>
  return JSON.stringify(answer)
}

export function emptyTally(): Tally {
  return { cases: 0, edged: 0, errors: 0, assumed: 0, kinds: {}, differences: [], different: 0 }
}

export function add(tally: Tally, more: Tally): void {
  for (const name of ["cases", "edged", "errors", "assumed", "different"] as const) tally[name] += more[name]
  for (const [kind, times] of Object.entries(more.kinds)) tally.kinds[kind] = (tally.kinds[kind] ?? 0) + times
  tally.differences = [...tally.differences, ...more.differences].slice(0, kept)
}

function tell(tally: Tally, difference: Difference): void {
  tally.different += 1
  if (tally.differences.length < kept) tally.differences.push(difference)
}
