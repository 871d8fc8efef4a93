// What people wrote and sent, as events hold it: references to words and files, never the words. And the event of a file that was put away.

import { z } from "zod"
import { event } from "../timeline/index.ts"
import { letterSenders } from "./correspondence.ts"
import { ref } from "./events-imported.ts"

const notices = z.array(z.int())
const state = z.string()

const file = z.strictObject({ name: ref, bytes: ref, size: z.int() })
/** `sender`: whether the domain in From stood behind it when it was read; absent where nobody looked. */
export const letter = z.strictObject({ id: z.int(), raw: ref, sender: z.enum(letterSenders).optional() })
/** What somebody outside wrote: the words, what they quoted, what they attached, and the letter that it came in. */
export const correspondence = {
  body: ref,
  html: ref.optional(),
  quoted: ref.optional(),
  files: z.array(file),
  letter: letter.optional(),
}

export const replied = z.strictObject({
  body: ref,
  to: z.array(ref),
  notices,
  state,
  files: z.array(file).optional(),
  /** The parent whose customers were all told this. */
  along: z.int().optional(),
})
export const noted = z.strictObject({
  body: ref,
  files: z.array(file).optional(),
  /** Colleagues who are named in it, so that they look. */
  mentions: z.array(z.int()).optional(),
})
export const resolved = z.strictObject({
  outcome: z.string(),
  body: ref,
  notices,
  state,
  /** The customer was asked how satisfied they are, which happens once. */
  asks: z.literal(true).optional(),
  files: z.array(file).optional(),
})
export const fileQuarantined = z.strictObject({
  /** The content that holds the file. */
  bytes: z.int(),
  /** What the scanner calls what it found. */
  threat: ref,
  /** A file that came to the case only to be put away: the reply that it was to go with was stopped. */
  file: file.optional(),
})

export const fileEvents = [
  event({
    audience: "staff",
    countsAsChange: false,
    type: "file-quarantined",
    schema: fileQuarantined,
    sentence: (data) =>
      data.file === undefined
        ? `A virus was found in a file: content ${data.bytes} is in quarantine.`
        : "A virus was found in a file that was to be sent: it was not sent, and is in quarantine.",
  }),
]
