// ClamAV's daemon, asked over TCP or a unix socket: one file a connection, sent as a stream (INSTREAM of clamd's manual), within one
// deadline. Whatever is no clear answer counts as no answer, and the file goes on waiting.

import { connect, type Socket } from "node:net"
import { Refused } from "../errors.ts"

export type Verdict = { readonly is: "clean" } | { readonly is: "infected"; readonly threat: string }

export type Scanner = {
  /** Throws ScannerAway where the scanner cannot be asked, or does not say. */
  readonly scan: (file: Buffer | AsyncIterable<Buffer>) => Promise<Verdict>
}

/** The scanner has not judged the file: it is asked again later. */
export class ScannerAway extends Error {}

const deadlineMilliseconds = 30_000
const chunkBytes = 64 * 1024
const answerLimitBytes = 4096

/** A scanner at `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Throws Refused for an address that is neither. */
export function openScanner(address: string, deadline = deadlineMilliseconds): Scanner {
  const place = placeOf(address)
  return {
    scan: async (file) => {
      const socket = connect(place)
      try {
        return verdictIn(await answered(socket, Buffer.isBuffer(file) ? [file] : file, deadline))
      } finally {
        socket.destroy()
      }
    },
  }
}

type Place = { readonly path: string } | { readonly host: string; readonly port: number }

function placeOf(address: string): Place {
  const url = URL.parse(address)
  if (url?.protocol === "unix:") return { path: decodeURIComponent(url.pathname) }
  if (url?.protocol === "tcp:" && url.hostname !== "") {
    return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 3310) }
  }
  throw new Refused("CLAMD_URL must be an address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl.")
}

// clamd answers early where a file is too large for it, so what it says counts even while we are still sending.
function answered(socket: Socket, file: Pieces, deadline: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let answer = ""
  socket.setTimeout(deadline, () => reject(new ScannerAway("the scanner took too long")))
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("utf8")
    if (answer.includes("\0")) resolve(answer.slice(0, answer.indexOf("\0")))
    else if (answer.length > answerLimitBytes) reject(new ScannerAway("the scanner's answer has no end"))
  })
  socket.on("error", (error) => reject(new ScannerAway("the scanner cannot be reached", { cause: error })))
  socket.on("close", () => reject(new ScannerAway("the scanner ended the connection")))
  const timer = setTimeout(() => reject(new ScannerAway("the scanner took too long")), deadline)
  socket.on("connect", () => void send(socket, file).catch(reject))
  return promise.finally(() => clearTimeout(timer))
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>

// Each chunk behind its length, four bytes, big endian; a length of nothing ends the file. No faster than the scanner takes it, so that no
// more of a file than a piece is held here.
async function send(socket: Socket, file: Pieces): Promise<void> {
  socket.write("zINSTREAM\0")
  for await (const piece of file)
    for (let from = 0; from < piece.length; from += chunkBytes) {
      const chunk = piece.subarray(from, from + chunkBytes)
      socket.write(lengthOf(chunk.length))
      if (!socket.write(chunk)) await drained(socket)
      if (socket.destroyed) return
    }
  socket.write(lengthOf(0))
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done)
      resolve()
    }
    socket.on("drain", done).on("close", done)
  })
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

function verdictIn(answer: string): Verdict {
  if (answer === "stream: OK") return { is: "clean" }
  const threat = /^stream: (.+) FOUND$/.exec(answer)?.[1]
  if (threat !== undefined) return { is: "infected", threat: threatName(threat) }
  throw new ScannerAway(`the scanner did not judge the file: ${answer.slice(0, 100)}`)
}

// Shown to people: a scanner that somebody else wrote the signatures for may call a thing anything.
function threatName(threat: string): string {
  return threat.replace(/[^\w.:()[\] /-]/g, "_").slice(0, 120) || "unnamed"
}
