// A file name from outside is data: it never becomes a path, and it is cleaned after it has been normalised.

const limitCharacters = 120
const extensionCharacters = 20
const devices = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** A name that is safe to show and to save under, whatever was written; `fallback` where nothing is left. */
export function cleanFileName(written: string, fallback: string): string {
  const flat = written
    .slice(0, 2000)
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "")
  const last = flat.split(/[/\\]/).at(-1) ?? ""
  const kept = last
    .replace(/[<>:"|?*&;`$%\x27]/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "")
  const name = devices.test(kept) ? `_${kept}` : kept
  return name === "" ? fallback : shortName(name)
}

function shortName(name: string): string {
  if (name.length <= limitCharacters) return name
  const dot = name.lastIndexOf(".")
  const extension = dot > 0 && name.length - dot <= extensionCharacters ? name.slice(dot) : ""
  return (
    name
      .slice(0, limitCharacters - extension.length)
      .toWellFormed()
      .replaceAll("\ufffd", "") + extension
  )
}
