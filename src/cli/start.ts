// `charter start`: web and workers, until it is told to stop.

import { setTimeout as pause } from "node:timers/promises"
import type { Command } from "commander"
import { startDesk } from "../main.ts"
import { readSettings } from "../settings.ts"

export function register(program: Command): void {
  program.command("start").description("starts the desk: web and workers").action(start)
}

async function start(): Promise<void> {
  // What is said of a desk matters less than the desk: a full disk behind its output must not end it.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
  const desk = await startDesk(readSettings())
  const { web, smtp, metrics } = desk.addresses
  const lines = [
    ...(web === undefined
      ? []
      : [`The desk is at ${web}/desk, the customer's way in at ${web}/, the charter at ${web}/charter.`]),
    ...(smtp === undefined ? [] : [`Letters come in by SMTP at ${smtp}.`]),
    ...(metrics === undefined ? [] : [`Metrics are at ${metrics}.`]),
    ...desk.remarks,
  ]
  process.stdout.write(`${lines.join("\n")}\n`)
  await toldToStop()
  const isInOrder = await Promise.race([desk.stop().then(() => true), pause(longestMs, false)])
  if (!isInOrder)
    process.stdout.write("Something did not end in time and was cut off. What was acknowledged is kept.\n")
  // What went back to the queue may still be at it here.
  process.exit(isInOrder ? 0 : 1)
}

// Whoever runs the desk ends it by force after half a minute.
const longestMs = 28_000

// The second signal ends the process at once: whoever sends it has waited long enough.
function toldToStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      resolve()
      process.once(signal, () => process.exit(1))
    })
  }
  return promise
}
