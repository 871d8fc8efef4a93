// Bars side by side, laid out here so that the page needs no script: what happened, and what would have.

export type Bar = { readonly label: string; readonly actual: number; readonly proposed: number }

const width = 640
const labelWidth = 200
const barHeight = 12
const rowHeight = 34
const top = 34
const valueWidth = 60

/** The geometry of a chart, and its words for those who do not see it; undefined where there is nothing to show. */
export function chart(id: string, title: string, bars: readonly Bar[]) {
  if (bars.length === 0) return undefined
  const most = Math.max(1, ...bars.flatMap(({ actual, proposed }) => [actual, proposed]))
  const scale = (width - labelWidth - valueWidth) / most
  const bar = (value: number, y: number) => {
    const length = Math.round(value * scale * 10) / 10
    return { x: labelWidth, y, width: length, height: barHeight, valueX: labelWidth + length + 6, value: shown(value) }
  }
  return {
    id,
    title,
    description: descriptionOf(bars),
    width,
    height: top + bars.length * rowHeight,
    labelX: labelWidth - 10,
    rows: bars.map(({ label, actual, proposed }, index) => {
      const y = top + index * rowHeight
      return { label, labelY: y + barHeight + 4, actual: bar(actual, y), proposed: bar(proposed, y + barHeight + 1) }
    }),
  }
}

function descriptionOf(bars: readonly Bar[]): string {
  const total = (side: "actual" | "proposed") => shown(bars.reduce((sum, each) => sum + each[side], 0))
  return `${bars.length} pairs of bars: ${total("actual")} in all as it happened, ${total("proposed")} under the proposal. The same figures stand in a table on this page.`
}

function shown(value: number): string {
  return value.toLocaleString("en-GB")
}
