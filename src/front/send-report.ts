// A finished report becomes an incident: once, however often the button is pressed.

import type { IdempotencyClaim } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { type Db, repeatable } from "../database/index.ts"
import { openIncident } from "../incidents/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { CompleteAnswers } from "./report.ts"
import { markReportSent } from "./store.ts"
import { type FormKey, hashOf, keptMilliseconds } from "./write-report.ts"

/** Opens the incident; gives the number of its case. A repeat gives the first one's, also where the first died half-way. */
export function sendReport(
  db: Db,
  key: FormKey,
  answers: CompleteAnswers,
  language: string,
  at: EpochMilliseconds,
): Promise<number> {
  return repeatable(() => sendOnce(db, key, answers, language, at))
}

async function sendOnce(
  db: Db,
  key: FormKey,
  answers: CompleteAnswers,
  language: string,
  at: EpochMilliseconds,
): Promise<number> {
  const rules = await currentRules(db)
  const { problem, details, name, contact } = answers
  const { caseId } = await openIncident(
    db,
    {
      channel: "web",
      receivedAt: at,
      requester: { name, ...contact },
      subject: problem,
      correspondence: { body: details },
      ...(language === "en" ? {} : { language }),
      service: rules.versionAt(at).charter.service.id,
    },
    { by: "customer", rules, at, claim: claimOf(key) },
  )
  await markReportSent(db, hashOf(key), caseId, at + keptMilliseconds)
  return caseId
}

// One form is one case, whatever its answers were when the button was pressed again: the form is the key, and the request too.
function claimOf(key: FormKey): IdempotencyClaim {
  const hash = hashOf(key)
  return { caller: "report", key: hash.toString("base64url"), requestMac: hash, status: 303 }
}
