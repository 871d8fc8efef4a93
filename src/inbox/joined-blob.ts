// Stands in for Blob in the reading thread. The parser gives each line of a part to a Blob of its own making, and Node's takes
// 6 µs a line to put them together again (2.2 s for a log of 200,000 lines; 0.06 s so): longer than a letter may take.

export class JoinedBlob {
  private readonly pieces: readonly (string | ArrayBuffer | Uint8Array)[]

  constructor(pieces: readonly (string | ArrayBuffer | Uint8Array)[] = []) {
    this.pieces = pieces
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const pieces = this.pieces.map(bytesOf)
    const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole.buffer
  }
}

const newline = Uint8Array.of(10)

function bytesOf(piece: string | ArrayBuffer | Uint8Array): Uint8Array {
  if (piece === "\n") return newline
  if (typeof piece === "string") return new TextEncoder().encode(piece)
  return piece instanceof ArrayBuffer ? new Uint8Array(piece) : piece
}
