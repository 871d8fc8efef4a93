// `charter bench`: the project's own benchmark. It makes databases of its own and never touches the desk's.

import { type Command, InvalidArgumentError, Option } from "commander"
import { type BenchPart, benchParts, type Figure, lineOf, runBench } from "../bench/index.ts"
import { readSettings } from "../settings.ts"

type Options = {
  readonly part: readonly BenchPart[]
  readonly cases: number
  readonly letters: number
  readonly json?: true
}

export function register(program: Command): void {
  program
    .command("bench")
    .description("measures the desk at size on a scratch database, each figure beside a floor of the same run")
    .addOption(new Option("--part <part...>", "what is measured").choices(benchParts).default(benchParts, "everything"))
    .option("--cases <count>", "open cases for the queue, the search and the sweep", count, 1_000_000)
    .option("--letters <count>", "letters of a flood; a storm of bounces has 10,000 of them at most", count, 100_000)
    .option("--json", "a JSON object a line")
    .action(bench)
}

async function bench({ part, cases, letters, json }: Options): Promise<void> {
  const tell = (figure: Figure) => {
    process.stdout.write(`${json ? JSON.stringify(figure) : lineOf(figure)}\n`)
  }
  await runBench(readSettings(), part, { cases, letters }, tell)
}

function count(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError("A whole number from 1 to 99,999,999.")
  return Number(text)
}
