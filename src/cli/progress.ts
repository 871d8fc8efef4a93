// How far a long verb is, on standard error: a bar for whoever watches, a line now and then for a log.

export type Progress = {
  readonly at: (what: string, done: number, of: number) => void
  /** Takes the bar away, so that what follows begins on a line of its own. */
  readonly end: () => void
}

type Shown = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

const barMilliseconds = 100
const lineMilliseconds = 5000
const barWidth = 24

/** Draws at most ten times a second; without a terminal it writes a line each five seconds, and one at the end of each step. */
export function progressOn(stream: Shown): Progress {
  let drawn = Number.NEGATIVE_INFINITY
  const isBar = stream.isTTY === true
  return {
    at: (what, done, of) => {
      const now = performance.now()
      if (now - drawn < (isBar ? barMilliseconds : lineMilliseconds) && done < of) return
      drawn = now
      stream.write(
        isBar
          ? `\r\u001b[K${barOf(what, done, of).slice(0, (stream.columns ?? 80) - 1)}`
          : `${what}: ${done} of ${of}\n`,
      )
    },
    end: () => {
      if (isBar) stream.write("\r\u001b[K")
    },
  }
}

function barOf(what: string, done: number, of: number): string {
  const part = of === 0 ? 1 : Math.min(1, done / of)
  const full = Math.round(part * barWidth)
  const percent = `${Math.floor(part * 100)}`.padStart(3)
  return `[${"#".repeat(full)}${" ".repeat(barWidth - full)}] ${percent} %  ${what}: ${done.toLocaleString("en-GB")} of ${of.toLocaleString("en-GB")}`
}
