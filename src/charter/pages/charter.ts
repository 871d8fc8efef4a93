// The public document, of the version in force and of every other one.

import type { Db } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer } from "../../page.ts"
import type { CharterBook } from "../book.ts"
import { publishedBook } from "../versions.ts"
import { type CharterDocument, charterDocument } from "./document.ts"

const current: Page = {
  method: "GET",
  path: "/charter",
  audience: "public",
  answer: async ({ read, at, language }) => {
    const book = await read(bookOrNotFound)
    return shown(charterDocument(book, book.versionAt(at), at, language))
  },
}

const numbered: Page = {
  method: "GET",
  path: "/charter/:number",
  audience: "public",
  answer: async ({ read, at, params, language }) => {
    const book = await read(bookOrNotFound)
    const version = book.versions.find((each) => String(each.number) === params["number"])
    if (version === undefined) throw new NotFound()
    return shown(charterDocument(book, version, at, language))
  },
}

export const charterPages: readonly Page[] = [current, numbered]

function shown(document: CharterDocument): PageAnswer {
  return { view: "charter/pages/charter.njk", model: { document } }
}

async function bookOrNotFound(db: Db): Promise<CharterBook> {
  const book = await publishedBook(db)
  if (book === undefined) throw new NotFound()
  return book
}
