// How long a promise lasts, as charters and people write it: `30m`, `4h`, `2wd`, `3mo`.

import { Invalid } from "../errors.ts"

/** `amount` is milliseconds of working time, a number of working days, or a number of months. */
export type Duration = { readonly unit: "working-time" | "working-days" | "months"; readonly amount: number }

const minute = 60_000
const hour = 60 * minute

/** Reads `30m`, `4h`, `2wd` or `3mo`; whole numbers, at least 1. Throws Invalid. */
export function durationFrom(text: string): Duration {
  const parts = /^([1-9]\d*)(m|h|wd|mo)$/.exec(text)
  if (parts === null) throw notADuration(text)
  const number = Number(parts[1])
  if (parts[2] === "m") return { unit: "working-time", amount: number * minute }
  if (parts[2] === "h") return { unit: "working-time", amount: number * hour }
  return { unit: parts[2] === "wd" ? "working-days" : "months", amount: number }
}

/** `PT25H30M`: hours and smaller, never days; nothing is `PT0S`. */
export function durationText(milliseconds: number): string {
  const hours = Math.floor(milliseconds / hour)
  const minutes = Math.floor(milliseconds / minute) % 60
  const seconds = (milliseconds % minute) / 1000
  const text = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${seconds > 0 ? `${seconds}S` : ""}`
  return text === "" ? "PT0S" : `PT${text}`
}

/** `25 hours 30 minutes`; nothing is `0 minutes`. */
export function durationWords(milliseconds: number): string {
  const parts = [
    counted(Math.floor(milliseconds / hour), "hour"),
    counted(Math.floor(milliseconds / minute) % 60, "minute"),
    counted((milliseconds % minute) / 1000, "second"),
  ]
  return parts.filter((part) => !part.startsWith("0 ")).join(" ") || "0 minutes"
}

/** `4 hours of working time`, `2 working days`, `3 months`. */
export function promiseWords({ unit, amount }: Duration): string {
  if (unit === "working-time") return `${durationWords(amount)} of working time`
  return counted(amount, unit === "months" ? "month" : "working day")
}

function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`
}

function notADuration(text: string): Invalid {
  const message = `"${text.slice(0, 40)}" is not a length of time: write a whole number, at least 1, of minutes, hours, working days or months, such as 30m, 4h, 2wd or 3mo.`
  return new Invalid([{ field: "for", message }])
}
