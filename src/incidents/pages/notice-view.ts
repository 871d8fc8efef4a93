// What the customer was told, and how far it came.

import type { NoticeOfCase } from "../../notices/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { visibleLine } from "./visible.ts"

const kindWords: Readonly<Record<NoticeOfCase["kind"], string>> = {
  acknowledgement: "Acknowledgement",
  reply: "Reply",
  resolution: "Resolution",
  "follow-up": "New case opened",
  split: "Second case opened",
  link: "Private link",
  copy: "Copy of the report",
}

export type ShownNotice = Pick<
  NoticeOfCase,
  "noticeId" | "state" | "attempts" | "createdAt" | "sentAt" | "nextAttemptAt"
> & {
  readonly kind: string
  /** Null once the address was erased. */
  readonly to: string | null
  /** Why it waits or failed, in words. */
  readonly reason: string | null
  readonly possibleDuplicate: boolean
  /** The message as it was sent, to be saved; null where there is none, or no longer. */
  readonly href: string | null
}

/** Newest first. */
export function shownNotices(notices: readonly NoticeOfCase[], { reference, erased }: LoadedCase): ShownNotice[] {
  return notices.toReversed().map((notice) => ({
    noticeId: notice.noticeId,
    state: notice.state,
    attempts: notice.attempts,
    createdAt: notice.createdAt,
    sentAt: notice.sentAt,
    nextAttemptAt: notice.nextAttemptAt,
    kind: kindWords[notice.kind],
    to: notice.to === null ? null : visibleLine(notice.to),
    reason: notice.reason === null || notice.state === "sent" ? null : visibleLine(notice.reason, 400),
    possibleDuplicate: notice.possibleDuplicate,
    href: messageHref(notice.renderedContentId, reference, erased),
  }))
}

function messageHref(content: number | null, reference: string, erased: ReadonlySet<number>): string | null {
  return content === null || erased.has(content) ? null : paths.file(reference, content)
}
