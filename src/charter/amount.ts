// An amount of time as the charter writes it, said to the public: `10wd` is "10 working days".

import type { Say } from "../words/index.ts"

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  m: ["time.amount.minute", "time.amount.minutes"],
  h: ["time.amount.hour", "time.amount.hours"],
  wd: ["time.amount.working-day", "time.amount.working-days"],
  mo: ["time.amount.month", "time.amount.months"],
}

export function amountSaid(amount: string, say: Say): string {
  const [, number = "", unit = ""] = /^(\d+)([a-z]+)$/.exec(amount) ?? []
  const names = units[unit]
  if (names === undefined) throw new Error(`no amount of time is written ${amount}`)
  return number === "1" ? say(names[0]) : say(names[1], { count: Number(number).toLocaleString("en-GB") })
}
