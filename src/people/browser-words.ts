// What a browser says that it is, in words that its person knows it by: "Firefox on Windows". It may say anything: what is not known is
// another browser, and nothing of what it said is shown.

/** The browser and its system; the system is left out where it is not known. */
export function browserWords(userAgent: string): string {
  const browser = nameIn(browsers, userAgent)
  if (browser === undefined) return "Another browser"
  const system = nameIn(systems, userAgent)
  return system === undefined ? browser : `${browser} on ${system}`
}

type Named = readonly (readonly [sign: RegExp, name: string])[]

// In this order: most say that they are Chrome and Safari as well.
const browsers: Named = [
  [/\bEdg(?:e|A|iOS)?\/\d/, "Edge"],
  [/\bOP(?:R|T|iOS)\/\d/, "Opera"],
  [/\bSamsungBrowser\/\d/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/\d/, "Firefox"],
  [/\b(?:Chrome|CriOS)\/\d/, "Chrome"],
  [/\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\/\d/, "Safari"],
]

// Android says that it is Linux, too, and an iPhone that it is like a Mac.
const systems: Named = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
]

function nameIn(named: Named, userAgent: string): string | undefined {
  return named.find(([sign]) => sign.test(userAgent))?.[1]
}
