// Templates: nunjucks over our own views and the GOV.UK and MOJ components. Data is never compiled, and always escaped.

import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import nunjucks from "nunjucks"
import type { Assets } from "./assets.ts"
import * as dates from "./dates.ts"
import * as filters from "./filters.ts"
import { formModel } from "./form-model.ts"

export type Views = { readonly render: (view: string, model: object) => string }

const source = join(import.meta.dirname, "..")

/** Views are named by their path under src/: "incidents/pages/queue.njk". */
export function openViews(assets: Pick<Assets, "addressOf">): Views {
  const folders = [source, folderOf("govuk-frontend", "dist"), folderOf("@ministryofjustice/frontend", "")]
  // Not `throwOnUndefined`: the components print a parameter that is not given as nothing, and would be refused with it.
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(folders), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  })
  environment.addGlobal("asset", assets.addressOf)
  environment.addGlobal("formModel", formModel)
  for (const [name, filter] of Object.entries({ ...dates, ...filters })) environment.addFilter(name, filter)
  return { render: (view, model) => rendered(environment, view, model) }
}

// Nunjucks says the name of the outermost file once for each file between it and the fault; the fault itself comes last.
function rendered(environment: nunjucks.Environment, view: string, model: object): string {
  try {
    return environment.render(view, model)
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message.trim().split("\n").at(-1)?.trim() : String(cause)
    throw new Error(`${view} cannot be shown: ${fault}`, { cause })
  }
}

/** Our own markup, made in code: the one way round escaping. */
export function markup(html: string): nunjucks.runtime.SafeString {
  return new nunjucks.runtime.SafeString(html)
}

function folderOf(dependency: string, folder: string): string {
  return join(dirname(fileURLToPath(import.meta.resolve(`${dependency}/package.json`))), folder)
}
