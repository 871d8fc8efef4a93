// What the pages of the pen take from a request, strictly.

import type { z } from "zod"
import { Invalid, NotAllowed, NotFound } from "../../errors.ts"
import type { Fields, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"

/** The number of the letter in the address. Throws NotFound where it is no number of ours. */
export function letterIn({ params }: PageRequest): number {
  const text = params["letter"] ?? ""
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}

/** A form or a query as its shape has it. Throws Invalid; a field that we did not ask for is one of the reasons. */
export function fieldsIn<Shape extends z.ZodType>(shape: Shape, fields: Fields): z.output<Shape> {
  const read = shape.safeParse({ ...fields })
  if (read.success) return read.data
  throw new Invalid(
    read.error.issues.map(({ code, path, message }) =>
      code === "unrecognized_keys"
        ? { field: "main-content", message: "This form is not one of ours, or too old. Open the page again" }
        : { field: path.join("."), message },
    ),
  )
}

/** Who asks: each page here is for a right, so that somebody does. */
export function actorOf({ actor }: PageRequest): Actor {
  if (actor === undefined) throw new NotAllowed()
  return actor
}
