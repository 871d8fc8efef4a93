// What comes with somebody's words, as pages show it: how large it is, and the formatted version in a frame of its own.

/** "12 KB", "3.4 MB". */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`
  const kilobytes = bytes / 1024
  return kilobytes < 1000 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`
}

/** Sanitised HTML as the document of a frame that may do nothing. The page's own policy reaches into the frame, and this one adds to it: no source of anything is left. */
export function framed(title: "Letter" | "Message", html: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>${title}</title>${html}`
}
