// A form with files as a browser sends it (RFC 7578), for tests that ask a server without one.

export type SentFile = {
  readonly field?: string
  readonly name: string
  readonly bytes: Buffer
  readonly type?: string
}

export function multipart(fields: Readonly<Record<string, string | readonly string[]>>, files: readonly SentFile[]) {
  const boundary = "----charter-test-boundary"
  const words = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each) => part(boundary, `form-data; name="${name}"`, Buffer.from(each))),
  )
  const sent = files.map(({ field = "files", name, bytes, type = "application/octet-stream" }) =>
    part(
      boundary,
      `form-data; name="${field}"; filename="${name.replaceAll('"', "%22")}"\r\ncontent-type: ${type}`,
      bytes,
    ),
  )
  return {
    payload: Buffer.concat([...words, ...sent, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  }
}

function part(boundary: string, disposition: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\n\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ])
}
