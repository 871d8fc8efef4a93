// What a picture is taken of.

import type { Page } from "playwright-core"

export type Scene = {
  readonly name: string
  /** Leads a page to what is to be seen; `at` gives the address of a path. */
  readonly goes: (page: Page, at: (path: string) => string) => Promise<unknown>
}
