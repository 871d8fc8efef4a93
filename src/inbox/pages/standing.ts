// How a mailbox stands, as colleagues see it above the letters.

import { spanInWords } from "../../time/index.ts"
import { printable } from "../../web/index.ts"
import { troubleWith } from "../mailbox-trouble.ts"
import type { MailboxStanding } from "../watches-store.ts"

export function standingShown(standing: MailboxStanding) {
  const { name, address, waiting, letters, setAside, lastLetterAt } = standing
  const trouble = troubleWith(standing)
  return {
    name: printable(name, 100),
    address: printable(address, 254),
    tag: standing.isPaused ? "Paused" : trouble === undefined ? "Working" : "In trouble",
    colour: standing.isPaused ? "yellow" : trouble === undefined ? "green" : "red",
    sentence: standing.isPaused ? "Nothing is fetched until it is resumed." : (trouble ?? lookedAt(standing)),
    letters,
    waiting,
    setAside,
    lastLetterAt,
  }
}

function lookedAt({ lagSeconds, failure }: MailboxStanding): string {
  const looked =
    lagSeconds === null ? "Not looked into yet." : `Looked into ${spanInWords(Math.round(lagSeconds / 60))} ago.`
  return failure === null ? looked : `${looked} ${failure}`
}
