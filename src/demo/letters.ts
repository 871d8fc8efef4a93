// The letters of the week as they came: raw, with their headers, parts and attachments, so that they are read like any other.

import MailComposer from "nodemailer/lib/mail-composer"
import { mailDate } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type WrittenLetter = {
  readonly from: { readonly name: string; readonly email: string }
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly { readonly name: string; readonly bytes: Buffer }[]
  /** Set where a program wrote it. */
  readonly isAutomatic?: boolean
}

/** The letter's bytes. The same letter at the same moment has the same Message-ID. */
export async function rawLetter(letter: WrittenLetter, to: string, at: EpochMilliseconds): Promise<Buffer> {
  const { from, subject, text, html, attachments = [], isAutomatic = false } = letter
  const domain = from.email.slice(from.email.indexOf("@") + 1)
  const composer = new MailComposer({
    from: { name: from.name, address: from.email },
    to: { name: "", address: to },
    subject,
    date: mailDate(at, "Europe/London"),
    messageId: `<${at.toString(36)}.${from.email.slice(0, 4)}@${domain}>`,
    text,
    ...(html === undefined ? {} : { html }),
    attachments: attachments.map(({ name, bytes }) => ({ filename: name, content: bytes })),
    headers: isAutomatic ? { "Auto-Submitted": "auto-replied" } : {},
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return await composer.compile().build()
}

/** An answer above what it answers, as mail programs write it. */
export function quoting(answer: string, asked: string): string {
  const quoted = asked.split("\n").map((line) => `> ${line}`)
  return [answer, "", "Customer Contact Centre wrote:", ...quoted].join("\n")
}

/** A small picture: what a screenshot of the fault would be. */
export const screenshot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAPAAAAB4AgMAAACx2Je0AAAADFBMVEUSNE0LDAzz8vH///+r8S7HAAAAQElEQVR42u3WoREAMAgEQZpMk2mSFBDF4GDPr3vxEZLULhvBMAwvx6fSEGwkMDwH33IwDMMwvAW7FTAMwzD89wADimfAuY88hgAAAABJRU5ErkJggg==",
  "base64",
)
