// What templates may say with a filter, beside the dates.

/** An identifier of the charter or of a lifecycle as words: "in-progress" is "In progress". */
export function stateWords(identifier: string): string {
  const words = identifier.replaceAll("-", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "10,000" */
export function grouped(number: number): string {
  return number.toLocaleString("en-GB")
}

/** An address with a query, `changes` over what there was; empty values are left out. */
export function withQuery(path: string, query: object = {}, changes: object = {}): string {
  const merged = Object.entries({ ...query, ...changes }).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each]),
  )
  const given = merged.filter(([, value]) => value !== undefined && value !== null && value !== "")
  const encoded = new URLSearchParams(given.map(([name, value]) => [String(name), String(value)])).toString()
  return encoded === "" ? path : `${path}?${encoded}`
}
