// A place in the write-ahead log of PostgreSQL: how far a database has written, or a replica has followed.

/** Counts up as the log grows. */
export type Position = bigint

/** Reads "16/B374D848", as PostgreSQL writes it; undefined where it is nothing of the kind. */
export function positionFrom(text: string): Position | undefined {
  const halves = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text)
  if (halves === null) return undefined
  return (BigInt(`0x${halves[1]}`) << 32n) | BigInt(`0x${halves[2]}`)
}

export function positionText(position: Position): string {
  const half = (value: bigint) => value.toString(16).toUpperCase()
  return `${half(position >> 32n)}/${half(position & 0xffff_ffffn)}`
}

/** Later than all that will ever be written: whoever has seen this reads the database itself. */
export const beyondAll: Position = 0xffff_ffff_ffff_ffffn
