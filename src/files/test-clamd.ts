// A scanner that answers as clamd does, for machines without one: it reads the stream piece by piece and knows one signature.

import { createServer, type Server, type Socket } from "node:net"

/** The harmless file that every scanner knows. Put together here, so that no scanner finds this source file. */
export const eicar = Buffer.from(
  ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].join(""),
)

export type TestClamd = {
  readonly url: string
  /** What it says instead of a verdict, until it is undefined again. */
  says: string | undefined
  /** How many files it was given whole. */
  read: number
  readonly close: () => Promise<void>
}

export async function testClamd(): Promise<TestClamd> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    const pieces: Buffer[] = []
    socket.on("data", (piece: Buffer) => {
      pieces.push(piece)
      const file = streamedIn(Buffer.concat(pieces))
      if (file === undefined) return
      clamd.read += 1
      socket.end(`${clamd.says ?? verdictOn(file)}\0`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : 0
  const clamd: TestClamd = {
    url: `tcp://127.0.0.1:${port}`,
    says: undefined,
    read: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return clamd
}

function verdictOn(file: Buffer): string {
  return file.includes(eicar) ? "stream: Eicar-Test-Signature FOUND" : "stream: OK"
}

// The file, once its last piece, which has no length, is here.
function streamedIn(bytes: Buffer): Buffer | undefined {
  const command = Buffer.from("zINSTREAM\0")
  if (!bytes.subarray(0, command.length).equals(command)) return undefined
  const chunks: Buffer[] = []
  for (let at = command.length; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
