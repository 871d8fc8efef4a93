// Is this a person's letter, or a machine's? RFC 3834 for automatic replies, RFC 3464 and 5965 for reports, and the signs that
// programs older than those still give. What a letter says of itself can only make it more of a machine's, never less.

import type { Headers } from "./headers.ts"
import { header } from "./headers.ts"
import { type Classification, limits } from "./letter.ts"

export type Signs = {
  readonly headers: Headers
  /** The null sender is "". */
  readonly envelopeFrom: string | null
  readonly subject: string
  readonly partTypes: readonly string[]
}

const hopsLimit = 100

export function classified(signs: Signs): Classification {
  const machines = looped(signs) ?? reported(signs) ?? oddlyReported(signs) ?? answered(signs) ?? generated(signs)
  return machines ?? { kind: "person", why: "nothing marks it as a machine's" }
}

/** Whether an automatic answer could reach a person and start no loop: the weakest sign of a machine is enough to say no. */
export function mayBeAnswered(signs: Signs, classification: Classification, fromAddress: string | null): boolean {
  if (classification.kind !== "person" || fromAddress === null || signs.envelopeFrom === "") return false
  if (isBulk(signs) || looksLikeAnAnswer(signs.subject)) return false
  return !/^(no-?reply|do-?not-?reply|noreply-.*|mailer-daemon|postmaster|bounces?|owner-.*|.*-(request|owner|bounces?))[+@]/i.test(
    `${fromAddress.slice(0, fromAddress.indexOf("@"))}@`,
  )
}

function looped({ headers }: Signs): Classification | null {
  const hops = headers.get("received")?.length ?? 0
  return hops > hopsLimit ? { kind: "loop", why: `it has passed through ${hops} servers` } : null
}

function reported({ headers, partTypes }: Signs): Classification | null {
  const type = header(headers, "content-type").toLowerCase()
  if (partTypes.includes("message/feedback-report") || /report-type\s?=\s?"?feedback-report/.test(type)) {
    return { kind: "feedback-report", why: "a provider's report about mail (RFC 5965)" }
  }
  if (partTypes.some((each) => /^message\/(global-)?delivery-status$/.test(each))) {
    return { kind: "bounce", why: "a delivery report (RFC 3464)" }
  }
  const isReceipt = /report-type\s?=\s?"?disposition-notification/.test(type)
  if (isReceipt || partTypes.some((each) => /^message\/(global-)?disposition-notification$/.test(each))) {
    return { kind: "automatic-reply", why: "a read receipt (RFC 8098)" }
  }
  return null
}

const failureSubjects =
  /(undeliver|undelivered|not (be )?deliver|non[- ]?deliver|delivery (status|failure|error|delay|problem|report|has failed|notification|unsuccessful)|(mail|message|delivery).{0,30}(fail|delay|return|bounce)|returned (mail|to sender)|return(ed)? to sender|failure notice|mail system error|warning: (could not|message)|unzustellbar|nicht zugestellt|non (remis|recapitat)|no se ha podido entregar|não entregue|mail delivery|delivery notification|user unknown|message status|undelivr|bounce|rejected|failure delivery|エラー通知|配信できません|送信できません)/i
const daemonAddress = /(^|[<\s"])(mailer-?daemon|postmaster|mail-?daemon|mdaemon|mail delivery (system|subsystem))/i

// Before RFC 3464, and beside it: the null sender or the daemon's name together with what such a message says of itself.
function oddlyReported(signs: Signs): Classification | null {
  const { headers, envelopeFrom, subject } = signs
  if (headers.has("x-failed-recipients")) return { kind: "bounce", why: "it names recipients that failed" }
  const isDaemon = daemonAddress.test(header(headers, "from").slice(0, 500))
  const isFailure = failureSubjects.test(subject)
  if (isDaemon && (isFailure || envelopeFrom === ""))
    return { kind: "bounce", why: "written by a mail server about a failure" }
  if (envelopeFrom === "" && isFailure) return { kind: "bounce", why: "a failure reported with the null sender" }
  return null
}

function answered(signs: Signs): Classification | null {
  const { headers, envelopeFrom, subject } = signs
  const submitted = header(headers, "auto-submitted").toLowerCase()
  if (/^auto-replied\b/.test(submitted)) return reply("it says so: Auto-Submitted")
  const named = [
    "x-autoreply",
    "x-auto-reply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-mail-autoreply",
  ]
  const says = named.find((name) => headers.has(name) && !/^(no|false|0)$/i.test(header(headers, name)))
  if (says !== undefined) return reply(`it says so: ${says}`)
  if (/^auto[_-]?reply\b/i.test(header(headers, "precedence"))) return reply("it says so: Precedence")
  if (/^autoresponder$/i.test(header(headers, "delivered-to"))) return reply("it says so: Delivered-To")
  const isMachines = envelopeFrom === "" || isBulk(signs) || isGenerated(submitted) || suppresses(headers)
  if (isMachines && looksLikeAnAnswer(subject)) return reply("its subject, and the signs of a machine")
  if (isAnswer(headers) && looksLikeAnAnswer(subject) && !isMarkedReply(subject))
    return reply("its subject, and what it answers")
  if (isGenerated(submitted) && isAnswer(headers)) return reply("generated, in answer to a letter: Auto-Submitted")
  if (envelopeFrom === "" && isAnswer(headers)) return reply("with the null sender, in answer to a letter")
  return null
}

function reply(why: string): Classification {
  return { kind: "automatic-reply", why }
}

// A monitor's alarm or a form's confirmation is a contact like any other, and a subject alone proves little: such a letter
// is never answered automatically, and continues no case.
function generated({ headers, envelopeFrom, subject }: Signs): Classification | null {
  const submitted = header(headers, "auto-submitted").toLowerCase()
  if (isGenerated(submitted)) return { kind: "automatic", why: "generated by a program: Auto-Submitted" }
  if (envelopeFrom === "") return { kind: "automatic", why: "sent with the null sender" }
  if (!looksLikeAnAnswer(subject) || isMarkedReply(subject)) return null
  return { kind: "automatic", why: "its subject reads like an automatic reply" }
}

function isGenerated(submitted: string): boolean {
  return submitted !== "" && !/^no\b/.test(submitted)
}

function isAnswer(headers: Headers): boolean {
  return headers.has("in-reply-to") || headers.has("references")
}

function isBulk({ headers }: Signs): boolean {
  return (
    /^(bulk|junk|list)\b/i.test(header(headers, "precedence")) ||
    headers.has("list-id") ||
    headers.has("list-unsubscribe")
  )
}

// Set by programs on mail of people too: a sign only beside another.
function suppresses(headers: Headers): boolean {
  return /\b(all|oof|autoreply)\b/i.test(header(headers, "x-auto-response-suppress"))
}

const answerSubjects =
  /^\s{0,5}(re:\s{0,5})?(\[?(auto(matic|mated|mat(i|ische))?[ -]?(reply|response|antwort|svar|vastaus|respon[sd]er)|auto:|out[ -]of[ -](the[ -])?office|ooo\b|oof\b|abwesen|réponse automatique|absence du bureau|respuesta automática|fuera de (la )?oficina|resposta automática|risposta automatica|fuori (sede|ufficio)|automatisch antwoord|afwezig|autosvar|automatiskt svar|автоответ|odpowiedź automatyczna|自動応答|自动(回复|答复)|vacation( reply| response)?:))/iu

function isMarkedReply(subject: string): boolean {
  return /^\s*re:/i.test(subject)
}

function looksLikeAnAnswer(subject: string): boolean {
  return answerSubjects.test(subject.slice(0, limits.subjectCharacters))
}
