// What became of a notice, on the timeline of its case: sent, or given up.

import { currentRulesIn } from "../clocks/index.ts"
import type { Db, Tx } from "../database/index.ts"
import type { NoticeRecorder, NoticeSettled } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { ContentKeeper } from "../timeline/index.ts"
import { changeLockedCase } from "./change.ts"
import type { Happening } from "./events.ts"

/** The recorder that the delivery of notices is given: keeps the words as sent, and appends the event. */
export function noticeRecorder(db: Db): NoticeRecorder {
  return {
    settled: async (tx: Tx, settled, at) => {
      const rules = await currentRulesIn(tx, db)
      const changed = await changeLockedCase(tx, settled.caseId, { actor: system, rules, at }, ({ keep }) => ({
        happenings: [recorded(settled, keep)],
      }))
      return settled.rendered === null ? null : changed.state.lastContent
    },
  }
}

function recorded({ noticeId, outcome, reasonCode, rendered }: NoticeSettled, keep: ContentKeeper["keep"]): Happening {
  const kept = rendered === null ? undefined : keep("notice", rendered.bytes)
  if (outcome === "sent" && kept !== undefined)
    return { type: "notice-sent", data: { notice: noticeId, rendered: kept } }
  const data = { notice: noticeId, reason: reasonCode ?? "refused", ...(kept === undefined ? {} : { rendered: kept }) }
  return { type: "notice-failed", data }
}
