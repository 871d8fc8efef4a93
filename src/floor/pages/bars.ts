// Contacts by half hour as bars, laid out here so that the page needs no script and no style of its own.

import { timeInWords } from "../../time/index.ts"
import type { DayHalf } from "../now.ts"

const width = 960
const height = 240
const bottom = 30
const top = 24

/** The geometry of the bars; the same figures stand in a table. */
export function bars(halves: readonly DayHalf[]) {
  const most = Math.max(1, ...halves.map((each) => each.contacts))
  const slot = width / Math.max(1, halves.length)
  const every = Math.max(1, Math.ceil(halves.length / 12))
  return {
    width,
    height,
    baseline: height - bottom,
    bars: halves.map(({ from, contacts }, index) => {
      const length = Math.round(((height - bottom - top) * contacts) / most)
      const x = Math.round(index * slot)
      return {
        x: x + 2,
        y: height - bottom - length,
        width: Math.max(1, Math.round(slot) - 4),
        height: length,
        middle: x + Math.round(slot / 2),
        count: contacts,
        label: index % every === 0 ? timeInWords(from) : null,
      }
    }),
  }
}
