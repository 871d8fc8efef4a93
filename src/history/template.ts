// Words made from columns: "{category}, reported from {location}".

const named = /\{([^{}]+)\}/g

/** The columns that some words name. */
export function columnsIn(words: string): string[] {
  return [...words.matchAll(named)].flatMap((each) => each[1] ?? [])
}

/** The words with the columns' values in their places; what is not known says so. */
export function filledIn(words: string, fieldOf: (column: string) => string | undefined): string {
  return words.replace(named, (_all, column: string) => fieldOf(column) ?? "not recorded").trim()
}
