// Telephone and other long numbers in a text, however people spell them: kept, and found again, by their digits alone.

/** So many digits make a number that is looked for as one; fewer are a word like any other. */
const fewestDigits = 7
const mostDigits = 20
/** So many numbers of one text are kept: a letter can hold a whole table of them. */
const numbersLimit = 200

// Digits with up to three marks between them, on one line. Marks and digits have nothing in common, so this never goes back far.
const spelled = /\d(?:[ \t\u00a0\u2009\u202f()./\u2010-\u2015-]{0,3}\d){6,}/g

/** A number as it stands in a text: where, and its digits, the last one first. */
export type SpelledNumber = { readonly from: number; readonly to: number; readonly backwards: string }

/**
 * The numbers in a text. Where several may stand in a row, one for each end: as the end of a number finds it, whatever stands before
 * it does no harm.
 */
export function numbersIn(text: string): SpelledNumber[] {
  return [...text.matchAll(spelled)].flatMap(({ 0: run, index }) => endingsOf(run, index)).slice(0, numbersLimit)
}

/** The different numbers of some texts, as they are kept. */
export function numbersOf(texts: readonly string[]): string[] {
  const all = texts.flatMap((text) => numbersIn(text.slice(0, textLimit)).map((each) => each.backwards))
  return [...new Set(all)]
}

/** What a person who types a number means by it: the digits, the last one first, without what may be left out before them. */
export function numberSought(typed: string): string | undefined {
  const digits = typed.replace(/\D/g, "")
  if (digits.length < fewestDigits || digits.length > mostDigits) return undefined
  const national = withoutPrefix(digits)
  return backwardsOf(national.length < fewestDigits ? digits : national)
}

const textLimit = 20_000

function endingsOf(run: string, start: number): SpelledNumber[] {
  const groups = [...run.matchAll(/\d+/g)].slice(0, groupsLimit)
  return groups.flatMap((last, index) => {
    const some = groupsEndingAt(groups, index)
    const digits = some.map(([group]) => group).join("")
    if (digits.length < fewestDigits) return []
    const backwards = backwardsOf(digits.slice(-mostDigits))
    return [{ from: start + (some[0]?.index ?? 0), to: start + last.index + last[0].length, backwards }]
  })
}

const groupsLimit = 500

// Of a long row only the groups that the kept digits come from.
function groupsEndingAt(groups: readonly RegExpExecArray[], end: number): RegExpExecArray[] {
  const some: RegExpExecArray[] = []
  for (let at = end, digits = 0; at >= 0 && digits < mostDigits; at--) {
    const group = groups[at]
    if (group !== undefined) some.unshift(group)
    digits += group?.[0].length ?? 0
  }
  return some
}

// 020 7946 0958, +44 20 7946 0958, 0044 (0)20 7946 0958.
function withoutPrefix(digits: string): string {
  const plain = digits.replace(/^0+/, "")
  return plain.length > 10 ? plain.replace(/^440?/, "") : plain
}

function backwardsOf(digits: string): string {
  return [...digits].reverse().join("")
}
