// Parts a letter's text into what is new and what it quotes of earlier letters. Nothing is deleted: the quotation is folded
// away. Every pattern looks at one short line, so that the time is linear whatever is sent.

export type Split = { readonly fresh: string; readonly quoted: string }

type Kind = "fresh" | "quoted" | "blank"

const lineCharacters = 400
const introductionLines = 4
const wrappedCharacters = 70

/** Where an answer stands between quoted lines, those lines stay with it: they are what it answers. */
export function splitQuoted(text: string): Split {
  const lines = text.split("\n")
  const kinds = kindsOf(lines.map((line) => line.slice(0, lineCharacters)))
  const first = kinds.indexOf("fresh")
  const last = kinds.lastIndexOf("fresh")
  if (first === -1 || !kinds.includes("quoted")) return { fresh: trimmed(lines), quoted: "" }
  const quoted = [trimmed(lines.slice(0, first)), trimmed(lines.slice(last + 1))].filter((each) => each !== "")
  return { fresh: trimmed(lines.slice(first, last + 1)), quoted: quoted.join("\n\n") }
}

function trimmed(lines: readonly string[]): string {
  let [start, end] = [0, lines.length]
  while (start < end && lines[start]?.trim() === "") start++
  while (end > start && lines[end - 1]?.trim() === "") end--
  return lines.slice(start, end).join("\n")
}

function kindsOf(lines: readonly string[]): Kind[] {
  const kinds: Kind[] = lines.map(kindOfLine)
  markWrapped(lines, kinds)
  for (let index = 0; index < lines.length; index++) {
    if (kinds[index] !== "fresh") continue
    const length = introductionAt(lines, index)
    if (length === 0) continue
    kinds.fill("quoted", index, index + length)
    if (length === Number.POSITIVE_INFINITY || !isFollowedByMarks(kinds, index + length)) {
      kinds.fill("quoted", index)
      break
    }
  }
  return kinds
}

function kindOfLine(line: string): Kind {
  if (line.trim() === "" || line === "…") return "blank"
  return /^\s{0,3}[>|＞](?!\w*@)/.test(line) ? "quoted" : "fresh"
}

// A marked line that was wrapped once more on its way leaves its last words on a line without a mark.
function markWrapped(lines: readonly string[], kinds: Kind[]): void {
  for (let index = 1; index < lines.length; index++) {
    const before = lines[index - 1] ?? ""
    const isWrapped = kinds[index] === "fresh" && kinds[index - 1] === "quoted" && before.length >= wrappedCharacters
    if (isWrapped && (lines[index] ?? "").length < before.length && /^\s*>/.test(before)) kinds[index] = "quoted"
  }
}

function isFollowedByMarks(kinds: readonly Kind[], from: number): boolean {
  let index = from
  while (kinds[index] === "blank") index++
  return kinds[index] === "quoted"
}

/** How many lines introduce a quotation here: none, some, or all that follow. */
function introductionAt(lines: readonly string[], index: number): number {
  if (isSeparator(lines, index) || isHeaderBlock(lines, index)) return Number.POSITIVE_INFINITY
  return introductionLength(lines, index)
}

const separators =
  /^\s*[-_=*]{2,40}\s*(original(nachricht| message| appointment)?|forwarded( message| by .{1,80})?|reply message|message (d.origine|original|transf[ée]r[ée]|initial)|mensa(je|gem) original|mensaje reenviado|messaggio (originale|inoltrato)|urspr(ü|ue)ngliche[ -]nachricht|weitergeleitete nachricht|original-?nachricht|oprindelig (meddelelse|besked)|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|oorspronkelijk(e)? bericht|wiadomość oryginalna|исходное сообщение|пересылаемое сообщение|původní zpráva|eredeti üzenet|orijinal (mesaj|ileti)|元のメッセージ|原始邮件|原始郵件|원본 메시지)\s*[-_=*:]{1,40}\s*$/i

function isSeparator(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? ""
  if (separators.test(line)) return true
  return /^\s*_{10,}\s*$/.test(line) && isHeaderBlock(lines, nextWritten(lines, index + 1))
}

function nextWritten(lines: readonly string[], from: number): number {
  let index = from
  while (index < from + 3 && lines[index]?.trim() === "") index++
  return index
}

// The labels of a quoted header, as mail programs write them: who, when, to whom, what about.
const fromLabels =
  "from|de|von|da|van|från|fra|od|от|lähettäjä|feladó|kimden|gönderen|expéditeur|afzender|差出人|发件人|寄件者|보낸 사람"
const otherLabels =
  "sent|date|to|cc|subject|reply-to|envoyé|envoyé le|à|a|objet|sujet|copie|gesendet|datum|an|betreff|kopie|enviado|enviado el|fecha|data|para|asunto|assunto|inviato|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|дата|отправлено|кому|тема|копия|lähetetty|päivämäärä|vastaanottaja|aihe|wysłano|do|temat|odesláno|komu|předmět|日時|送信日時|宛先|件名|发送时间|收件人|主题|보낸 날짜|받는 사람|제목"
const fromLine = new RegExp(`^\\s*\\*?\\s*(${fromLabels})\\s?\\*?\\s?[:：]\\s*\\*?\\s?\\S`, "i")
const otherLine = new RegExp(`^\\s*\\*?\\s*(${otherLabels})\\s?\\*?\\s?[:：]`, "i")

function isHeaderBlock(lines: readonly string[], index: number): boolean {
  if (!fromLine.test(lines[index] ?? "")) return false
  const following = lines.slice(index + 1, index + 8)
  const end = following.findIndex((line) => line.trim() === "")
  const block = end === -1 ? following : following.slice(0, end)
  return block.filter((line) => otherLine.test(line)).length >= 2
}

// "On 9 Dec, Somebody <somebody@example.com> wrote:", over up to four lines, in the words of the common mail programs.
const starts =
  /^\s*\W{0,3}(on|le|am|el|il|op|em|no|den|på|dne|dnia|w dniu|vào|la|at|a|quoting|selon|pe|tarihinde|в|on behalf)\b|^\s*(на|от|у|в|el|пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\d{1,4}[-./年 ]|<?[^\s<>@]{1,64}@)|^\s*[^\n]{1,120}<[^\s<>@]{1,64}@/iu
const ends =
  /(wrote|writes|written|a écrit|a ecrit|écrit|schrieb|schreef|escribió|escribio|escreveu|ha scritto|scrisse|skrev|kirjoitti|napisał(\(a\))?|napsal(\(a\))?|писал|написал(\(а\)|а)?|пишет|написав|пише|írta|yazdı|đã viết|geschreven|a scris|のメール|さんは書きました|寫道|写道|작성|님이 작성)\s?(\([^()]{1,80}\)\s?)?[:：]\s*\**$/iu

const dated =
  /\b(19|20)\d\d\b|\d{1,2}[.:h]\d\d|\d{1,4}[-/.年]\d{1,2}|\b(mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/iu
const addressed = /<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?/u

function introductionLength(lines: readonly string[], index: number): number {
  if (!starts.test(lines[index] ?? "") && !ends.test(lines[index] ?? "")) return 0
  let whole = ""
  for (let length = 1; length <= introductionLines; length++) {
    const line = lines[index + length - 1]
    if (line === undefined || line.trim() === "") return 0
    whole = `${whole} ${line.trim()}`.trim()
    if (whole.length > 2 * lineCharacters) return 0
    if (isIntroduction(whole)) return length
  }
  return 0
}

function isIntroduction(line: string): boolean {
  const hasDate = dated.test(line)
  const hasAddress = addressed.test(line)
  if (ends.test(line) && (hasDate || hasAddress)) return true
  if (hasDate && hasAddress && line.length < 200 && ends.test(`${line}:`)) return true
  if (/^(19|20)\d\d[-/.年]/.test(line) && hasAddress && line.length < 200) return /[>:：)]\s*$/.test(line)
  return hasDate && hasAddress && /\d{1,2}[:.h]\d\d/.test(line) && /[>)\w][:：]\s*$/.test(line) && line.length < 250
}
