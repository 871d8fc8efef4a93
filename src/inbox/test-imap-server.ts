// A mail server for tests, as far as fetching letters goes (RFC 3501, IDLE, XOAUTH2): what lies in its folder is set by the test, and so is
// when it breaks off, cuts a letter short, or refuses a token.

import net from "node:net"

export type Held = { uid: number; raw: Buffer; flags: Set<string>; date: string }

export type ImapServer = {
  readonly port: number
  uidValidity: number
  uidNext: number
  readonly letters: Held[]
  /** What has been asked, one line each, without tags; of a sign-in only that it was one. */
  readonly asked: string[]
  /** Passwords and tokens that let in. */
  readonly secrets: Set<string>
  offersIdle: boolean
  /** Sends only so many bytes of the literal of this letter, then cuts the connection; once. */
  cutShort: { uid: number; bytes: number } | undefined
  /** Called before letters are handed over. */
  onFetch: (uids: readonly number[]) => void
  /** The fetch of this letter always breaks the connection. */
  poison: number | undefined
  /** Puts a letter into the folder, and says so to whoever listens. */
  readonly deliver: (raw: Buffer | string, more?: { flags?: string[]; date?: string }) => Held
  readonly cutAll: () => void
  readonly close: () => Promise<void>
}

const usualDate = "27-Mar-2026 16:00:00 +0000"

export async function imapServer(secrets: readonly string[] = ["secret"]): Promise<ImapServer> {
  const sockets = new Map<net.Socket, { tag: string } | undefined>()
  const listener = net.createServer((socket) => {
    sockets.set(socket, undefined)
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
    talk(server, socket, (idling) => sockets.set(socket, idling))
  })
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve))
  const address = listener.address()
  const server: ImapServer = {
    port: typeof address === "object" && address !== null ? address.port : 0,
    uidValidity: 1,
    uidNext: 1,
    letters: [],
    asked: [],
    secrets: new Set(secrets),
    offersIdle: true,
    cutShort: undefined,
    poison: undefined,
    onFetch: () => undefined,
    deliver: (raw, { flags = [], date = usualDate } = {}) => {
      const held = { uid: server.uidNext++, raw: Buffer.from(raw), flags: new Set(flags), date }
      server.letters.push(held)
      for (const [socket, idling] of sockets)
        if (idling !== undefined) socket.write(`* ${server.letters.length} EXISTS\r\n`)
      return held
    },
    cutAll: () => {
      for (const socket of sockets.keys()) socket.destroy()
    },
    close: async () => {
      server.cutAll()
      await new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
  return server
}

type SetIdling = (idling: { tag: string } | undefined) => void

function talk(server: ImapServer, socket: net.Socket, setIdling: SetIdling): void {
  let rest = ""
  let idleTag: string | undefined
  let signingIn: string | undefined
  socket.setEncoding("latin1")
  socket.write(`* OK [CAPABILITY ${capabilities(server)}] ready\r\n`)
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      if (idleTag !== undefined && /^DONE$/i.test(line)) {
        setIdling(undefined)
        socket.write(`${idleTag} OK\r\n`)
        idleTag = undefined
      } else if (signingIn !== undefined) {
        answer(server, socket, `${signingIn} ${line}`)
        signingIn = undefined
      } else if (/^\S+ AUTHENTICATE \S+$/i.test(line)) {
        signingIn = line
        socket.write("+ \r\n")
      } else if (/^\S+ IDLE$/i.test(line)) {
        idleTag = line.split(" ")[0]
        setIdling({ tag: idleTag ?? "" })
        socket.write(`+ idling\r\n* ${server.letters.length} EXISTS\r\n`)
      } else answer(server, socket, line)
    }
  })
}

function capabilities({ offersIdle }: ImapServer): string {
  return `IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2${offersIdle ? " IDLE" : ""}`
}

function answer(server: ImapServer, socket: net.Socket, line: string): void {
  const [, tag = "*", word = "", rest = ""] = /^(\S+) (UID \S+|\S+) ?(.*)$/.exec(line) ?? []
  const command = word.toUpperCase()
  server.asked.push(/LOGIN|AUTHENTICATE/.test(command) ? command : `${command} ${rest}`.trim())
  const ok = (untagged: readonly string[] = [], code = "") =>
    socket.write(`${untagged.map((each) => `${each}\r\n`).join("")}${tag} OK ${code}done\r\n`)
  const no = () => socket.write(`${tag} NO [AUTHENTICATIONFAILED] not now\r\n`)
  if (command === "CAPABILITY") ok([`* CAPABILITY ${capabilities(server)}`])
  else if (command === "LOGIN" || command === "AUTHENTICATE") isLetIn(server, rest) ? ok() : no()
  else if (command === "LIST" || command === "LSUB") ok([`* ${command} () "/" INBOX`])
  else if (command === "SELECT" || command === "EXAMINE")
    ok(selected(server), command === "EXAMINE" ? "[READ-ONLY] " : "[READ-WRITE] ")
  else if (command === "UID SEARCH") ok([`* SEARCH ${searched(server, rest).join(" ")}`.trimEnd()])
  else if (command === "UID FETCH") fetched(server, socket, rest) && ok()
  else if (command === "UID STORE") ok(stored(server, rest))
  else if (command === "LOGOUT") socket.end(`* BYE\r\n${tag} OK\r\n`)
  else if (/^(NOOP|CLOSE|ENABLE|ID|NAMESPACE|SUBSCRIBE)$/.test(command)) ok()
  else socket.write(`${tag} BAD what is ${command}?\r\n`)
}

function isLetIn({ secrets }: ImapServer, rest: string): boolean {
  const encoded = Buffer.from(rest.split(" ")[1] ?? "", "base64").toString("utf8")
  const said = `${rest} ${encoded}`
  return [...secrets].some((each) => said.includes(each))
}

function selected({ letters, uidValidity, uidNext }: ImapServer): string[] {
  return [
    "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted)",
    "* OK [PERMANENTFLAGS (\\Seen \\*)] ok",
    `* ${letters.length} EXISTS`,
    "* 0 RECENT",
    `* OK [UIDVALIDITY ${uidValidity}] ok`,
    `* OK [UIDNEXT ${uidNext}] ok`,
  ]
}

// "n:*" always gives the last one, whatever its number, as servers do.
function searched({ letters }: ImapServer, rest: string): number[] {
  const from = Number(/(\d+):\*/.exec(rest)?.[1] ?? 1)
  const last = letters.at(-1)?.uid
  return letters.map(({ uid }) => uid).filter((uid) => uid >= from || uid === last)
}

function uidsIn(text: string): Set<number> {
  const uids = new Set<number>()
  for (const part of (text.split(" ")[0] ?? "").split(",")) {
    const [first = 0, last = first] = part.split(":").map(Number)
    for (let uid = first; uid <= last; uid++) uids.add(uid)
  }
  return uids
}

// False where the connection was cut.
function fetched(server: ImapServer, socket: net.Socket, rest: string): boolean {
  const uids = uidsIn(rest)
  const wantsBody = rest.includes("BODY.PEEK[]")
  if (wantsBody) server.onFetch([...uids])
  for (const [index, held] of server.letters.entries()) {
    if (!uids.has(held.uid)) continue
    const parts = [
      `UID ${held.uid}`,
      `FLAGS (${[...held.flags].join(" ")})`,
      `INTERNALDATE "${held.date}"`,
      `RFC822.SIZE ${held.raw.length}`,
    ]
    const body = wantsBody ? held.raw : rest.includes("BODY.PEEK[HEADER]") ? headersIn(held.raw) : undefined
    const name = wantsBody ? "BODY[]" : "BODY[HEADER]"
    socket.write(`* ${index + 1} FETCH (${parts.join(" ")}`)
    if (body === undefined) {
      socket.write(")\r\n")
      continue
    }
    socket.write(` ${name} {${body.length}}\r\n`)
    const cut = wantsBody && (server.poison === held.uid || server.cutShort?.uid === held.uid)
    if (cut) {
      const bytes = server.cutShort?.bytes ?? 1
      if (server.cutShort?.uid === held.uid) server.cutShort = undefined
      socket.write(body.subarray(0, bytes), () => socket.destroy())
      return false
    }
    socket.write(body)
    socket.write(")\r\n")
  }
  return true
}

function headersIn(raw: Buffer): Buffer {
  const end = raw.indexOf("\r\n\r\n")
  return end === -1 ? raw : raw.subarray(0, end + 4)
}

function stored({ letters }: ImapServer, rest: string): string[] {
  const uids = uidsIn(rest)
  for (const held of letters)
    if (uids.has(held.uid) && /\+FLAGS/.test(rest) && rest.includes("\\Seen")) held.flags.add("\\Seen")
  return []
}
