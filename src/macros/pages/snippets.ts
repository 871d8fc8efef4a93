// The pages of snippets: words that are put into a reply or a note.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { placeholders } from "../placeholders.ts"
import {
  deleteSnippet,
  findSnippet,
  insertSnippet,
  type Snippet,
  snippetsOf,
  updateSnippet,
  type WrittenSnippet,
} from "../store.ts"
import { mustSay, nameField, optionalWords, sharedField } from "./fields.ts"
import { wordingPagesOf } from "./wording.ts"

const given = z.strictObject({ name: nameField, shared: sharedField, body: optionalWords })

export const snippetPages = wordingPagesOf<Snippet, WrittenSnippet>({
  what: "snippets",
  noun: "snippet",
  view: "macros/pages/snippet.njk",
  list: snippetsOf,
  find: findSnippet,
  insert: insertSnippet,
  update: updateSnippet,
  remove: deleteSnippet,
  given: (form) => {
    const { name, shared, body } = fieldsFrom(given, form)
    mustSay("body", "Enter the words", body !== null)
    return { name, body: body ?? "", isShared: shared === "yes" }
  },
  typed: ({ body }) => ({ body }),
  says: ({ body }) => body.replace(/\s+/g, " ").slice(0, 120),
  shows: async () => ({ placeholders: Object.entries(placeholders).map(([name, what]) => ({ name, what })) }),
})
