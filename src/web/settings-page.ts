// How somebody wants their desk: how close rows stand, and which keys do what. Without scripts the first of them counts.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../asked.ts"
import { type FieldError, Invalid } from "../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../page.ts"
import { densities, type Preferences, preferencesOf, savePreferences } from "../people/index.ts"
import { shortcuts } from "./shortcuts.ts"

export const settingsPath = "/desk/settings"

const keyField = (name: string) => `key-${name}`
const key = z
  .string()
  .trim()
  .toLowerCase()
  .refine((typed) => typed === "" || /^[!-~¬£§]$/u.test(typed), "A key is one letter, digit or sign")
const given = z.strictObject({
  density: z.enum(densities, "Choose how close rows stand"),
  singleKeys: z.enum(["on", "off"], "Choose whether single keys are shortcuts"),
  ...Object.fromEntries(shortcuts.map(({ name }) => [keyField(name), key])),
})

export const settingsPages: Page[] = [
  { method: "GET", path: settingsPath, audience: "signed-in", answer: show },
  { method: "POST", path: settingsPath, audience: "signed-in", answer: save },
]

async function show(request: PageRequest): Promise<PageAnswer> {
  const { personId } = actorOf(request)
  return shown(typedOf(await preferencesOf(request.db, personId)))
}

async function save(request: PageRequest): Promise<PageAnswer> {
  try {
    const wanted = wantedFrom(request.form)
    await savePreferences(request.db, actorOf(request).personId ?? 0, wanted, request.at)
    return { redirect: settingsPath, flash: "Your settings are saved." }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return shown(request.form, error.fields)
  }
}

function wantedFrom(form: Fields): Preferences {
  const { density, singleKeys, ...typed } = fieldsFrom(given, form)
  const keys = new Map(shortcuts.map(({ name }) => [name, String(Object(typed)[keyField(name)] ?? "")]))
  const faults = repeats(keys)
  if (faults.length > 0) throw new Invalid(faults)
  const own = shortcuts.filter((each) => keys.get(each.name) !== each.key)
  return {
    density,
    singleKeys: singleKeys === "on",
    keys: Object.fromEntries(own.map(({ name }) => [name, keys.get(name) ?? ""])),
  }
}

function repeats(keys: ReadonlyMap<string, string>): FieldError[] {
  const seen = new Set<string>()
  return [...keys].flatMap(([name, typed]) => {
    if (typed === "") return []
    if (seen.has(typed)) return [{ field: keyField(name), message: `The key ${typed} is given twice` }]
    seen.add(typed)
    return []
  })
}

function typedOf({ density, singleKeys, keys }: Preferences): Fields {
  const each = shortcuts.map(({ name, key: usual }): [string, string] => [keyField(name), keys[name] ?? usual])
  return { density, singleKeys: singleKeys ? "on" : "off", ...Object.fromEntries(each) }
}

function shown(typed: Fields, faults: readonly FieldError[] = []): PageAnswer {
  return {
    view: "web/settings.njk",
    status: faults.length > 0 ? 400 : 200,
    model: {
      title: "Settings and keys",
      path: settingsPath,
      typed,
      faults,
      shortcuts: shortcuts.map((each) => ({ ...each, field: keyField(each.name) })),
    },
  }
}
