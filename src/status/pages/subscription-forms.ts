// What is typed by whoever wants to be told: an address, and which services. A fault is named by its message.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { Invalid } from "../../errors.ts"
import type { Fields } from "../../page.ts"
import type { Language } from "../../words/index.ts"
import type { NamedService } from "../service.ts"

const missing = "report.email.missing"
const wrong = "report.email.wrong"
const email = z
  .string(missing)
  .transform((typed) => typed.toWellFormed().trim())
  .pipe(z.string().min(1, missing).max(254, wrong))
  .pipe(z.email(wrong))
const ticked = z.preprocess((given) => [given ?? []].flat(), z.array(z.string().max(80)).max(300))

/** What stands for all services beside the ids of some: no id has this form. */
export const everything = "*"

export function wishFrom(form: Fields, services: readonly NamedService[]) {
  const { email: address, services: given } = fieldsFrom(z.strictObject({ email, services: ticked }), form)
  return { address, services: chosen(given, services) }
}

export function choiceFrom(form: Fields, services: readonly NamedService[]): readonly string[] | null {
  return chosen(fieldsFrom(z.strictObject({ services: ticked }), form).services, services)
}

// Where there is one service there is nothing to choose. What the charter does not name is no choice.
function chosen(given: readonly string[], services: readonly NamedService[]): readonly string[] | null {
  if (services.length < 2 || given.includes(everything)) return null
  const known = services.flatMap(({ id }) => (given.includes(id) ? id : []))
  if (known.length === 0) throw new Invalid([{ field: "services", message: "status.choice.none" }])
  return known
}

/** The tick boxes; none where there is one service. */
export function servicesToTick(services: readonly NamedService[], ticks: readonly string[], { say }: Language) {
  if (services.length < 2) return []
  const of = ({ id, name, isWhole }: NamedService) => ({
    value: id,
    text: isWhole ? say("status.choice.whole", { service: name }) : name,
    checked: ticks.includes(id),
  })
  const all = { value: everything, text: say("status.choice.all"), checked: ticks.includes(everything) }
  return [...services.map(of), { divider: say("status.choice.or") }, { ...all, behaviour: "exclusive" }]
}
