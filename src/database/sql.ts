// A statement as one reads it: a template whose values become parameters and whose `sql` parts are spliced in.

export type Sql = { readonly text: string; readonly values: readonly unknown[]; readonly parts: readonly Part[] }
type Part = string | { value: unknown }

/** Builds a parameterised statement. Only text written in the source becomes SQL; every other value is a parameter. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  const parts: Part[] = []
  strings.forEach((text, index) => {
    parts.push(text)
    if (index < values.length) parts.push(...spliced(values[index]))
  })
  return fromParts(parts)
}

/** Joins conditions or columns; an empty list gives `empty`. */
export function joined(list: readonly Sql[], separator: " and " | ", ", empty: Sql): Sql {
  if (list.length === 0) return empty
  return fromParts(list.flatMap((each, index) => (index === 0 ? each.parts : [separator, ...each.parts])))
}

function spliced(value: unknown): readonly Part[] {
  return isSql(value) ? value.parts : [{ value }]
}

function isSql(value: unknown): value is Sql {
  return typeof value === "object" && value !== null && "parts" in value && "text" in value
}

function fromParts(parts: readonly Part[]): Sql {
  const values: unknown[] = []
  const text = parts.map((part) => (typeof part === "string" ? part : `$${values.push(part.value)}`)).join("")
  return { text, values, parts }
}
