// What a form's template needs to show again what somebody typed, and what was wrong with it. A feature hands over the two as they are,
// and its template begins with {% set form = formModel(typed, faults) %}{% set errors = form.errors %}.

import type { FieldError } from "../errors.ts"
import type { Fields } from "../page.ts"

/** `visuallyHiddenText` stands before it for whoever hears the page: "Error", unless given. */
export type FieldMessage = { readonly text: string; readonly visuallyHiddenText?: string }

export type FormModel = {
  /** What was typed, by field; "" where nothing was. */
  readonly value: Record<string, string>
  /** All values of a field, for checkboxes. */
  readonly values: Record<string, string[]>
  /** For the `errorMessage` of a GOV.UK field: false where there is nothing to say. */
  readonly error: Record<string, FieldMessage | false>
  /** For the error summary, and for "Error:" in the title. */
  readonly errors: { text: string; href: string }[]
}

/** `idOf` names the element of a field, where it is not the field's own name; `prefix` stands before each message for whoever hears it. */
export function formModel(
  typed: Fields = {},
  faults: readonly FieldError[] = [],
  idOf: Record<string, string> = {},
  prefix?: string,
): FormModel {
  const value: Record<string, string> = Object.create(null)
  const values: Record<string, string[]> = Object.create(null)
  const error: Record<string, FieldMessage | false> = Object.create(null)
  const hidden = prefix === undefined ? {} : { visuallyHiddenText: prefix }
  for (const [name, given] of Object.entries(typed)) {
    values[name] = [given].flat()
    value[name] = values[name]?.[0] ?? ""
  }
  for (const { field, message } of faults) error[field] ||= { text: message, ...hidden }
  const errors = faults.map(({ field, message }) => ({ text: message, href: `#${idOf[field] ?? field}` }))
  return { value, values, error, errors }
}
