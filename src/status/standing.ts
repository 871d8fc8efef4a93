// How each service stands now, of what was published.

import type { Db, Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { paths } from "./paths.ts"
import { type NamedService, namedServices } from "./service.ts"
import { type Effect, effectOf, effectOfPart, effectOfWhole } from "./status.ts"
import { type Report, selectStanding } from "./store.ts"

export type ServiceStatus = NamedService & { readonly effect: Effect; readonly reports: readonly Report[] }

/** Each service that the charter names, with the reports on it that stand. */
export async function serviceStatuses(db: Db, on: Reads, at: EpochMilliseconds): Promise<ServiceStatus[]> {
  const services = await namedServices(db, at)
  const standing = await selectStanding(on)
  const of = (mine: (report: Report) => boolean) => effectOf(standing.filter(mine))
  const whole = services.find(({ isWhole }) => isWhole)?.id
  const [ofWhole, ofParts] = [of(({ service }) => service === whole), of(({ service }) => service !== whole)]
  return services.map((service) => {
    const reports = standing.filter((each) => each.service === service.id)
    const effect = service.isWhole ? effectOfWhole(ofWhole, ofParts) : effectOfPart(effectOf(reports), ofWhole)
    return { ...service, effect, reports }
  })
}

/** What everybody who is about to report should know first: the worst incident that stands. */
export async function standingIncident(
  db: Db,
  at: EpochMilliseconds,
): Promise<{ readonly title: string; readonly href: string } | null> {
  const reports = (await serviceStatuses(db, db, at)).flatMap((each) => each.reports)
  const [worst] = reports.filter(
    ({ kind, effect }) => kind === "incident" && (effect === "down" || effect === "partly"),
  )
  return worst === undefined ? null : { title: worst.title, href: paths.report(worst.reportId) }
}
