// Letters to and from a desk: a relay that catches what it sends, and a sender that says over SMTP whatever bytes it is given.

import { once } from "node:events"
import { createConnection, type Socket } from "node:net"
import PostalMime, { type Email } from "postal-mime"
import { SMTPServer } from "smtp-server"
import { until } from "./colleague.ts"

export type Caught = {
  readonly raw: string
  readonly envelopeFrom: string
  readonly envelopeTo: readonly string[]
  readonly letter: Email
}

export type Relay = {
  readonly url: string
  readonly caught: readonly Caught[]
  /** The letter that went to an address with these words in its subject; waits for it. */
  readonly sentTo: (address: string, words: string) => Promise<Caught>
  readonly close: () => Promise<void>
}

export async function relay(): Promise<Relay> {
  const caught: Caught[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) =>
      void keep(stream, session.envelope).then((one) => done(null, void caught.push(one)), done),
  })
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const address = server.server.address()
  if (address === null || typeof address === "string") throw new Error("the relay has no port")
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    caught,
    sentTo: (to, words) => waitFor(caught, to, words),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

type Envelope = {
  readonly mailFrom: false | { readonly address: string }
  readonly rcptTo: readonly { readonly address: string }[]
}

async function keep(stream: AsyncIterable<Uint8Array>, envelope: Envelope): Promise<Caught> {
  const bytes = Buffer.concat(await Array.fromAsync(stream))
  return {
    raw: bytes.toString("utf8"),
    envelopeFrom: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    envelopeTo: envelope.rcptTo.map(({ address }) => address),
    letter: await PostalMime.parse(bytes),
  }
}

async function waitFor(caught: readonly Caught[], to: string, words: string): Promise<Caught> {
  const isIt = ({ envelopeTo, letter }: Caught) => envelopeTo.includes(to) && (letter.subject ?? "").includes(words)
  const found = await until(
    async () => caught.filter(isIt),
    (all) => all.length > 0,
  )
  const [first] = found
  if (first === undefined) throw new Error("nothing was caught")
  return first
}

export type Letter = {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly envelopeFrom?: string
}

/** A plain letter as bytes; headers that are given replace its own. */
export function written({ from, to, subject, body, headers }: Letter): string {
  const own: Record<string, string> = {
    From: from ?? "Sam Carter <sam.carter@force.example>",
    To: to ?? "desk@localhost",
    Subject: subject ?? "Cannot open the module",
    Date: "Fri, 27 Mar 2026 16:30:00 +0000",
    "Message-ID": `<${crypto.randomUUID()}@force.example>`,
    "Content-Type": "text/plain; charset=utf-8",
  }
  const all = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== "")
  return `${all.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n${body ?? "The page stays empty."}\r\n`
}

/** A report, as a relay writes it (RFC 3464), that a message could not be delivered. */
export function bounce(messageId: string, recipient: string): string {
  const parts = [
    `From: Mail Delivery <mailer-daemon@relay.example>\r\nTo: desk@localhost`,
    `Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <${crypto.randomUUID()}@relay.example>`,
    `Auto-Submitted: auto-replied\r\nMIME-Version: 1.0`,
    `Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n`,
    `--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n`,
    `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n`,
    `Final-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n`,
    `--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: desk@localhost\r\nTo: ${recipient}`,
    `Message-ID: ${messageId}\r\nSubject: It\r\n\r\nIt\r\n--b--\r\n`,
  ]
  return parts.join("\r\n")
}

export type Said = { readonly code: number; readonly text: string }

/** Sends bytes as a letter and gives the listener's last word on it. */
export async function sent(
  smtp: string,
  raw: string | Buffer,
  envelope: { from?: string; to?: string } = {},
): Promise<Said> {
  const [host = "", port = ""] = smtp.split(":")
  const socket = createConnection({ host, port: Number(port) })
  const say = conversation(socket)
  await say("")
  await say("EHLO mail.force.example\r\n")
  const words = [
    `MAIL FROM:<${envelope.from ?? "someone@force.example"}>\r\n`,
    `RCPT TO:<${envelope.to ?? "desk@localhost"}>\r\n`,
    "DATA\r\n",
  ]
  for (const word of words) {
    const answer = await say(word)
    if (answer.code >= 400) return end(socket, answer)
  }
  return end(socket, await say(Buffer.concat([stuffed(raw), Buffer.from("\r\n.\r\n")])))
}

function stuffed(raw: string | Buffer): Buffer {
  return Buffer.from(Buffer.from(raw).toString("latin1").replaceAll("\r\n.", "\r\n.."), "latin1")
}

function end(socket: Socket, said: Said): Said {
  socket.end("QUIT\r\n")
  return said
}

// One answer for each thing said; an answer ends with the line whose code is followed by a space.
function conversation(socket: Socket): (words: string | Buffer) => Promise<Said> {
  let heard = ""
  socket.setEncoding("utf8")
  socket.on("error", () => undefined)
  return async (words) => {
    heard = ""
    if (words.length > 0) socket.write(words)
    while (!/^\d{3} .*\r?\n$/m.test(heard)) {
      const [chunk] = await Promise.race([once(socket, "data"), once(socket, "close").then(() => ["000 closed\r\n"])])
      heard += chunk
    }
    return { code: Number(heard.slice(0, 3)), text: heard.trim() }
  }
}
