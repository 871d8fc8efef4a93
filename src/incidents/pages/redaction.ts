// Erase words, keep the proof that they were there.

import { z } from "zod"
import { redactContent } from "../redact.ts"
import { sizeInWords } from "./enclosed.ts"
import { hiddenFields, text } from "./form.ts"
import { contentIn, filesIn, type LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"
import { visibleLine } from "./visible.ts"

const kindWords: Readonly<Record<string, string>> = {
  subject: "Subject",
  body: "Message",
  html: "Formatted version of a message",
  quoted: "Quoted text",
  name: "Name",
  email: "Email address",
  phone: "Phone number",
  reason: "Reason",
  authority: "Authority",
  note: "Note",
  "file-name": "File name",
  threat: "What a scanner found",
}

export const redactionPages = verbPages({
  noun: "redaction",
  right: "redact",
  move: null,
  view: "incidents/pages/redaction.njk",
  given: z.strictObject({
    ...hiddenFields,
    content: z
      .string("Choose what to erase")
      .refine((typed) => contentIn(typed) !== undefined, "Choose what to erase")
      .transform(Number),
    authority: text("Enter who decided it, or under which rule", 500),
    reason: text("Enter why it must be erased", 2000),
  }),
  shows: (loaded) => ({ contents: erasable(loaded) }),
  asks: (db, ask, { content, authority, reason }) => redactContent(db, ask, { content, authority, reason }),
  says: ({ reference }) => `The words have been erased from ${reference}.`,
})

type Erasable = { readonly content: number; readonly what: string; readonly excerpt: string }

/** What still has its words: texts, files and letters, in the order in which they came. */
function erasable(loaded: LoadedCase): Erasable[] {
  const texts = loaded.timeline.flatMap((entry) =>
    entry.texts.flatMap((each) =>
      each.text === null
        ? []
        : [{ content: each.id, what: kindWords[each.kind] ?? each.kind, excerpt: visibleLine(each.text, 80) }],
    ),
  )
  const unique = new Map([...texts, ...filesOf(loaded)].map((each) => [each.content, each]))
  return [...unique.values()].toSorted((one, other) => one.content - other.content)
}

function filesOf({ timeline, erased, texts }: LoadedCase): Erasable[] {
  const kept = timeline.flatMap(({ event }): Erasable[] => {
    if (event.type === "bounced") return [letterOf(event.data.letter.raw.content)]
    const files = filesIn(event).map(({ name, bytes, size }) => ({
      content: bytes.content,
      what: "File",
      excerpt: `${visibleLine(texts.get(name.content) ?? "", 80)} (${sizeInWords(size)})`,
    }))
    if (event.type !== "opened" && event.type !== "wrote") return files
    return event.data.letter === undefined ? files : [...files, letterOf(event.data.letter.raw.content)]
  })
  return kept.filter((each) => !erased.has(each.content))
}

function letterOf(content: number): Erasable {
  return { content, what: "Letter as it came", excerpt: "with all that was taken from it" }
}
