// What may be one major incident, as the head of the queue says it.

import type { Candidate } from "../../cases/index.ts"
import { numberInWords, timeInWords } from "../../time/index.ts"
import { paths } from "../paths.ts"

const inCommon = {
  sender: (count: string) => `${count} contacts from one sender`,
  subject: (count: string) => `${count} contacts about one subject`,
  bounces: (count: string) => `${count} of our own messages came back`,
}

export function shownCandidate({ candidateId, kind, contacts, beganAt, lastAt, first, last }: Candidate) {
  return {
    // Our own messages that came back are on no case.
    href: kind === "bounces" ? null : paths.candidate(candidateId),
    words: inCommon[kind](numberInWords(contacts)),
    began: timeInWords(beganAt),
    last: timeInWords(lastAt),
    firstCase: linked(first),
    lastCase: linked(last),
  }
}

function linked(reference: string | null) {
  return reference === null ? null : { reference, href: paths.case(reference) }
}
