// Every page of a desk, wired to what it needs: what the web entrance serves, and what the sweep over all routes goes through.

import { adminPages } from "./admin/index.ts"
import { continuityPages } from "./continuity/index.ts"
import type { Db, ReadPlaces } from "./database/index.ts"
import { featurePages } from "./features.ts"
import { frontPages } from "./front/index.ts"
import { type Inbox, mailboxAdminPages, penPages } from "./inbox/index.ts"
import { watchedBackups } from "./keeping.ts"
import type { Reach } from "./outbound/index.ts"
import type { Page } from "./page.ts"
import type { Settings } from "./settings.ts"
import { databasePage } from "./web/index.ts"

export type PageParts = {
  readonly settings: Settings
  readonly db: Db
  readonly places: ReadPlaces
  readonly secretKey: Buffer
  readonly logFolder: string | undefined
}

export function everyPage(parts: PageParts, inbox: Inbox): Page[] {
  const { settings, db, places, secretKey } = parts
  return [
    ...featurePages({ filesUrl: settings.filesUrl, secretKey }),
    ...penPages(inbox),
    ...mailboxAdminPages({ secretKey }),
    ...frontPages({ secretKey }),
    ...continuityPages({ ...watchedBackups(parts), secretKey, mailAddress: settings.mailAddress }),
    databasePage({ db, places }),
    ...adminPages({ secretKey, reach: reachOf(settings), canMail: settings.smtpOutUrl !== undefined }),
  ]
}

/** Where webhooks may lead. */
export function reachOf({ webhooksLoopback }: Settings): Reach {
  return webhooksLoopback ? "loopback" : "public"
}
