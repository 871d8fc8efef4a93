// A file with a virus is put away: its bytes stay as evidence, the case says so, and only who holds a right of their own may fetch it.

import { changeLockedCase, type Deciding, type Decision, keptFiles } from "../cases/index.ts"
import { currentRulesIn } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { uploadsForQuarantine, uploadsOf } from "../files/index.ts"
import { type Actor, system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

/** Puts away those among somebody's uploads in which a virus was found, on the case that they were to be sent on. False where there is none. */
export async function quarantineInfected(
  db: Db,
  caseId: number,
  owner: Actor,
  ids: readonly string[],
  at: EpochMilliseconds,
): Promise<boolean> {
  const uploads = await uploadsOf(db, owner, ids)
  const infected = uploads.flatMap(({ id, state }) => (state === "infected" ? [id] : []))
  if (infected.length > 0) await quarantineUploads(db, caseId, owner, infected, at)
  return infected.length > 0
}

async function quarantineUploads(
  db: Db,
  caseId: number,
  owner: Actor,
  ids: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  await transaction(db, async (tx) => {
    const rules = await currentRulesIn(tx, db)
    await changeLockedCase(tx, caseId, { actor: system, rules, at }, async (deciding) => {
      const files = await uploadsForQuarantine(tx, owner, ids)
      return { happenings: files.flatMap((file) => putAway(deciding, file).happenings) }
    })
  })
}

function putAway(deciding: Deciding, upload: { name: string; bytes: Buffer; threat: string | null }): Decision {
  const [file] = keptFiles([upload], deciding)
  if (file === undefined) return { happenings: [] }
  const threat = deciding.keep("threat", upload.threat ?? "unnamed")
  return { happenings: [{ type: "file-quarantined", data: { bytes: file.bytes.content, threat, file } }] }
}

/** The same for a file that is on the case already. */
export function quarantined({ keep }: Deciding, contentId: number, threat: string): Decision {
  return { happenings: [{ type: "file-quarantined", data: { bytes: contentId, threat: keep("threat", threat) } }] }
}
