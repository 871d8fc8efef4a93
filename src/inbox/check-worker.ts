// The thread in which the signs of a letter's sender are checked: what DKIM hashes is as large as the letter, and what it says is its sender's.
// It looks nothing up by itself: each question goes to the process, which knows whether and whom it may ask.

import { parentPort } from "node:worker_threads"
import { type AuthenticateResult, authenticate, type DKIMResult } from "mailauth"
import type { CheckAnswer, CheckAsked, CheckMessage } from "./checker.ts"
import type { CheckResult, SenderFindings } from "./sender-checks.ts"

parentPort?.postMessage("ready")

type Waiting = { readonly resolve: (records: string[]) => void; readonly reject: (error: Error) => void }

const waiting = new Map<number, Waiting>()
let questions = 0

parentPort?.on("message", (message: CheckMessage) => {
  if ("letter" in message) void check(message)
  else hear(message)
})

function hear({ question, records, code }: CheckAnswer): void {
  const asked = waiting.get(question)
  waiting.delete(question)
  if (records !== undefined) asked?.resolve(records)
  else asked?.reject(Object.assign(new Error("nothing was found"), { code }))
}

async function check({ letter, raw, peer, helo, sender }: CheckAsked): Promise<void> {
  const resolver = (name: string, type: string) => {
    questions += 1
    const { promise, resolve, reject } = Promise.withResolvers<string[]>()
    waiting.set(questions, { resolve, reject })
    parentPort?.postMessage({ letter, question: questions, name, type })
    return promise
  }
  try {
    const result = await authenticate(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
      ...(peer === null ? {} : { ip: peer }),
      ...(helo === null ? {} : { helo }),
      ...(sender === null || sender === "" ? {} : { sender }),
      resolver,
      mta: "charter",
      disableArc: true,
      disableBimi: true,
      rejectRsaSha1: true,
    })
    parentPort?.postMessage({ letter, findings: findingsIn(result, peer !== null) })
  } catch {
    parentPort?.postMessage({ letter, findings: null })
  }
}

function findingsIn({ dkim, spf, dmarc }: AuthenticateResult, isPeerKnown: boolean): SenderFindings {
  const signed = bestOf(dkim.results)
  return {
    dkim: resultIn(signed?.status.result ?? "none"),
    isSignedInPart: (signed?.status.underSized ?? 0) > 0,
    spf: isPeerKnown && spf !== false ? resultIn(spf.status.result) : "not-judged",
    isSpfAligned: isPeerKnown && dmarc !== false && typeof dmarc.alignment?.spf?.result === "string",
    dmarc: dmarc === false ? "not-judged" : resultIn(dmarc.status.result),
    policy: dmarc === false ? null : policyIn(dmarc.policy),
    domain: (dmarc === false ? undefined : dmarc.status.header?.from)?.replace(/\.$/, "") ?? null,
  }
}

// Of those that the domain in From stands behind; a signature of somebody else says nothing about it.
function bestOf(results: readonly DKIMResult[]): DKIMResult | undefined {
  const aligned = results.filter(({ status }) => typeof status.aligned === "string")
  const whole = aligned.find(({ status }) => status.result === "pass" && (status.underSized ?? 0) === 0)
  return (
    whole ??
    aligned.find(({ status }) => status.result === "pass") ??
    aligned.find(({ status }) => status.result === "temperror") ??
    aligned[0]
  )
}

const known: readonly CheckResult[] = [
  "pass",
  "fail",
  "softfail",
  "neutral",
  "none",
  "policy",
  "temperror",
  "permerror",
]

function resultIn(said: string): CheckResult {
  return known.find((each) => each === said) ?? "permerror"
}

function policyIn(said: string | undefined): SenderFindings["policy"] {
  return said === "none" || said === "quarantine" || said === "reject" ? said : null
}
