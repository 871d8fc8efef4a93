// Templates: nunjucks over our own views and the GOV.UK and MOJ components. Data is never compiled, and always escaped.

import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import nunjucks from "nunjucks"

export type Views = { render: (view: string, model: object) => string }

const source = join(import.meta.dirname, "..")

/** Views are named by their path under src/: "incidents/pages/queue.njk". */
export function openViews(globals: Record<string, unknown>): Views {
  const folders = [source, folderOf("govuk-frontend", "dist"), folderOf("@ministryofjustice/frontend", "")]
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(folders), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  })
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value)
  return { render: (view, model) => environment.render(view, model) }
}

function folderOf(dependency: string, folder: string): string {
  return join(dirname(fileURLToPath(import.meta.resolve(`${dependency}/package.json`))), folder)
}

/** Our own markup, made in code: the one way round escaping. */
export function markup(html: string): nunjucks.runtime.SafeString {
  return new nunjucks.runtime.SafeString(html)
}
