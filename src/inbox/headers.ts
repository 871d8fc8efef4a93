// The letter's own headers, read once and strictly: whatever decides who wrote and what it answers is taken from here.

export type Headers = ReadonlyMap<string, readonly string[]>

const utf8 = new TextDecoder("utf-8", { fatal: true })
const windows = new TextDecoder("windows-1252")

/** Names in lower case, values unfolded and not yet decoded, in their order. A line that is no header is passed over. */
export function headersIn(block: Uint8Array): Headers {
  const headers = new Map<string, string[]>()
  for (const line of unfolded(decodedLines(block))) {
    const found = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line)
    if (found?.[1] === undefined || found[2] === undefined) continue
    const name = found[1].toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), found[2].trim()])
  }
  return headers
}

/** The first value of a header, or "". */
export function header(headers: Headers, name: string): string {
  return headers.get(name)?.[0] ?? ""
}

// Headers are UTF-8 by RFC 6532; what is not valid UTF-8 is, in practice, Windows-1252.
function decodedLines(block: Uint8Array): string[] {
  try {
    return utf8.decode(block).split("\n")
  } catch {
    return windows.decode(block).split("\n")
  }
}

function unfolded(lines: readonly string[]): string[] {
  const whole: string[][] = []
  for (const line of lines) {
    const text = line.replace(/\r$/, "")
    const last = whole.at(-1)
    if (last !== undefined && /^[ \t]/.test(text)) last.push(text)
    else whole.push([text])
  }
  return whole.map((pieces) => pieces.join(""))
}
