// A message of ours as it reads, in a form that can do nothing: no style, no picture, no address but ours and the web's.

import nunjucks from "nunjucks"
import PostalMime, { type Address } from "postal-mime"
import sanitize from "sanitize-html"

export type Preview = {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly subject: string
  readonly lines: readonly PreviewLine[]
  /** Sanitised, so that a template may show it as it is. */
  readonly html: nunjucks.runtime.SafeString
}

/** A line of the plain text; one that is a link to this desk and nothing else can be followed. */
export type PreviewLine = { readonly text: string; readonly href: string | null }

const allowed: sanitize.IOptions = {
  allowedTags: ["h2", "p", "br", "strong", "a"],
  allowedAttributes: { a: ["href", "class"], h2: ["class"], p: ["class"] },
  allowedSchemes: ["http", "https"],
  allowProtocolRelative: false,
  transformTags: {
    a: sanitize.simpleTransform("a", { class: "govuk-link" }),
    h2: sanitize.simpleTransform("h2", { class: "govuk-heading-s" }),
    p: sanitize.simpleTransform("p", { class: "govuk-body" }),
  },
}

/** Reads a message that this desk rendered. `publicUrl` is where its links lead. */
export async function previewOf(bytes: Buffer, publicUrl: string): Promise<Preview> {
  const mail = await PostalMime.parse(bytes)
  const headers = [
    ["From", addressed(mail.from)],
    ["To", mail.to?.map(addressed).join(", ")],
    ["Reply to", mail.replyTo?.map(addressed).join(", ")],
    ["Message-ID", mail.messageId],
    ["Sent automatically", mail.headers.some(({ key }) => key === "auto-submitted") ? "Yes" : "No, a person wrote it"],
  ] as const
  return {
    headers: headers.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    subject: mail.subject ?? "",
    lines: (mail.text ?? "")
      .trimEnd()
      .split(/\r?\n/)
      .map((text) => lineOf(text, publicUrl)),
    html: new nunjucks.runtime.SafeString(sanitize(mail.html ?? "", allowed).trim()),
  }
}

function addressed(who: Address | undefined): string {
  if (who === undefined) return ""
  return who.name === "" ? (who.address ?? "") : `${who.name} <${who.address ?? ""}>`
}

function lineOf(text: string, publicUrl: string): PreviewLine {
  return { text, href: text.startsWith(`${publicUrl}/`) && !/\s/.test(text) ? text : null }
}
