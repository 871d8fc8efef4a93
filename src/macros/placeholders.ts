// Placeholders in words that are written once: what they stand for is filled from the case. Each is something that the customer knows or
// may know: whatever else a case holds (notes, names of colleagues, teams, reasons) has no placeholder, so no wording can show it.

export const placeholders = {
  reference: "the case’s reference",
  customer: "the customer’s name",
  subject: "the subject of the case",
  promise: "when the next promise to the customer falls due",
  today: "the date of today",
  desk: "what this desk is called",
  phone: "this desk’s telephone number",
} as const

export type Placeholder = keyof typeof placeholders

/** What each placeholder stands for on one case; null where the case does not have it. */
export type PlaceholderValues = Readonly<Record<Placeholder, string | null>>

export type Filled = {
  readonly words: string
  /** Placeholders that are left standing, because the case does not have what they ask for. */
  readonly missing: readonly Placeholder[]
}

// Made anew each time: a pattern with a place of its own would remember where it was.
const pattern = () => /\{([a-z][a-z -]{0,30})\}/g

/** Words with their placeholders filled, in one pass: what is filled in is never read for placeholders. */
export function filled(words: string, values: PlaceholderValues): Filled {
  const missing = new Set<Placeholder>()
  const text = words.replace(pattern(), (written, name: string) => {
    if (!isPlaceholder(name)) return written
    const value = values[name]
    if (value === null || value === "") missing.add(name)
    return value === null || value === "" ? written : value
  })
  return { words: text, missing: [...missing] }
}

/** What stands in braces and is none of ours: a typing error, which a customer would read. */
export function unknownPlaceholders(words: string): string[] {
  return namesIn(words).filter((name) => !isPlaceholder(name))
}

/** Placeholders that nobody has filled. */
export function unfilledPlaceholders(words: string): Placeholder[] {
  return namesIn(words).filter(isPlaceholder)
}

function namesIn(words: string): string[] {
  return [...new Set([...words.matchAll(pattern())].map((match) => match[1] ?? ""))]
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(placeholders, name)
}
