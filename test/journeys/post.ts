// Customers who write letters: what they send goes over SMTP to the desk, as from any mail program.

import nodemailer from "nodemailer"
import type { Place } from "./place.ts"

export type Letter = {
  readonly from: string
  readonly to?: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly inReplyTo?: string
  readonly attachments?: readonly { readonly filename: string; readonly content: string }[]
}

/** Sends a letter; the desk has taken it when this is done. */
export async function send(
  place: Place,
  { to = "desk@localhost", attachments = [], ...letter }: Letter,
): Promise<void> {
  const { smtp = "" } = place.desk.addresses()
  const [host = "", port = ""] = smtp.split(":")
  const transport = nodemailer.createTransport({ host, port: Number(port), secure: false, ignoreTLS: true })
  await transport.sendMail({ ...letter, to, attachments: [...attachments] })
  transport.close()
}
