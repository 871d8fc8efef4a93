// A screenshot as a PNG with a palette (https://www.w3.org/TR/png-3/): a third of the size, and nobody sees the difference, because a
// page has few colours.

import { crc32, deflateSync, inflateSync } from "node:zlib"

/** Colours as 0xRRGGBB, a row after the other. */
export type Picture = { readonly width: number; readonly height: number; readonly pixels: Uint32Array }

const signature = Buffer.from("89504e470d0a1a0a", "hex")
/** Of the 256 places of a palette; the 64 others are for two bits of each channel. */
const exactLimit = 192

/** The same picture; where it has more than 256 colours, the rarer become others that are near. */
export function smaller(png: Buffer): Buffer {
  return withPalette(pictureIn(png))
}

/** Reads what a browser writes: 8 bits a channel, with or without transparency, not interlaced. */
export function pictureIn(png: Buffer): Picture {
  const chunks = chunksOf(png)
  const header = chunks.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(13)
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3]
  if (header[8] !== 8 || header[12] !== 0 || ![2, 6].includes(header[9] ?? 0)) throw new Error("not such a PNG")
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)))
  const bytes = unfiltered(rows, width * channels, channels)
  const pixels = new Uint32Array(width * height)
  for (let at = 0; at < pixels.length; at++) pixels[at] = bytes.readUIntBE(at * channels, 3)
  return { width, height, pixels }
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = []
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const start = at + 8
    chunks.push({
      type: png.toString("latin1", at + 4, start),
      data: png.subarray(start, start + png.readUInt32BE(at)),
    })
  }
  return chunks
}

// Section 9: a byte is told as the difference from its neighbours to the left, above, and above to the left.
function unfiltered(rows: Buffer, stride: number, step: number): Buffer {
  const bytes = Buffer.alloc((rows.length / (stride + 1)) * stride)
  for (let at = 0; at < bytes.length; at++) {
    const [row, column] = [Math.floor(at / stride), at % stride]
    const left = column < step ? 0 : (bytes[at - step] ?? 0)
    const above = bytes[at - stride] ?? 0
    const corner = column < step ? 0 : (bytes[at - stride - step] ?? 0)
    const told = rows[row * (stride + 1) + 1 + column] ?? 0
    bytes[at] = told + foretold(rows[row * (stride + 1)] ?? 0, left, above, corner)
  }
  return bytes
}

function foretold(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  return filter === 4 ? paeth(left, above, corner) : 0
}

function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? above : corner
}

function withPalette({ width, height, pixels }: Picture): Buffer {
  const { palette, placeOf } = paletteFor(pixels)
  const rows = Buffer.alloc(height * (width + 1))
  for (const [at, colour] of pixels.entries()) {
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = placeOf(colour)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  const colours = Buffer.from(palette.flatMap(channelsOf))
  const data = deflateSync(rows, { level: 9 })
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", colours), chunk("IDAT", data), chunk("IEND")])
}

type Palette = { readonly palette: readonly number[]; readonly placeOf: (colour: number) => number }

// The most frequent colours stay as they are; the room that is left goes to the others, one for each corner of the colours that there are.
function paletteFor(pixels: Uint32Array): Palette {
  const counts = new Map<number, number>()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const ranked = [...counts].toSorted((one, other) => other[1] - one[1]).map(([colour]) => colour)
  const [kept, others] = [ranked.slice(0, exactLimit), ranked.slice(exactLimit)]
  const corners = Map.groupBy(others, (colour) => colour & 0xc0c0c0)
  const palette = [...kept, ...[...corners.values()].flatMap(([mostFrequent]) => mostFrequent ?? [])]
  const places = new Map(ranked.map((colour) => [colour, nearest(colour, palette)]))
  return { palette, placeOf: (colour) => places.get(colour) ?? 0 }
}

function nearest(colour: number, palette: readonly number[]): number {
  const exact = palette.indexOf(colour)
  if (exact >= 0) return exact
  const wanted = channelsOf(colour)
  const distances = palette.map((each) =>
    channelsOf(each).reduce((sum, value, channel) => sum + (value - (wanted[channel] ?? 0)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function channelsOf(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
