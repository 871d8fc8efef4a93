// A table for a spreadsheet, row by row (RFC 4180). A cell that a spreadsheet would take for a formula is made text.

/** One row, with its line end. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`
}

// Spreadsheets run what begins so, also behind white space; an apostrophe makes it text (OWASP, CSV injection).
const formula = /^\s*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20]/

function cellOf(value: string | number | null): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}
