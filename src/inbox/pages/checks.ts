// Who a letter is proved to be from, as a colleague sees it.

import { type CheckResult, type SenderChecks, senderInWords } from "../sender-checks.ts"

/** `colour` only repeats what the words say. */
export function checksShown(checks: SenderChecks) {
  const { sender, dkim, spf, dmarc } = checks
  return {
    tag: tags[sender],
    colour: colours[sender],
    words: senderInWords(checks),
    details: `DKIM ${resultWords[dkim]}, SPF ${resultWords[spf]}, DMARC ${resultWords[dmarc]}`,
  }
}

const tags = { proved: "Sender proved", unverified: "Sender not verified", failed: "Sender failed" } as const
const colours = { proved: "green", unverified: "grey", failed: "red" } as const

const resultWords: Readonly<Record<CheckResult, string>> = {
  pass: "passes",
  fail: "fails",
  softfail: "fails softly",
  neutral: "says nothing",
  none: "is not there",
  policy: "is too weak",
  temperror: "could not be looked up",
  permerror: "is not in order",
  "not-judged": "was not judged",
}
