// What the desk counts of what is proved: how old the last signed head is, what is not outside the database yet, who reads very many cases.

import type { Db } from "../database/index.ts"
import { manyReadersNoted } from "../people/index.ts"
import { exportState } from "../proof/index.ts"
import type { Now } from "../time/index.ts"
import { seldom } from "./seldom.ts"

type AddGauge = (name: string, help: string, read: () => Promise<number>) => void

export function addProofMetrics(gauge: AddGauge, db: Db, now: Now): void {
  const heads = seldom(() => exportState(db))
  gauge("charter_head_age_seconds", "Time since the last signed head", async () => {
    const { lastAt } = await heads()
    return lastAt === null ? 0 : Math.max(0, (now() - lastAt) / 1000)
  })
  gauge("charter_head_exports_failing", "Signed heads that could not be put outside the database yet", async () => {
    return (await heads()).failing
  })
  const readers = seldom(() => manyReadersNoted(db, now()))
  gauge("charter_people_reading_many", "People noted within the hour for reading very many cases", readers)
}
