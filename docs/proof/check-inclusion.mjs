// Checks that a case stands in a signed head of a Charter desk. Needs Node 20 or later, and nothing else.
//   node check-inclusion.mjs PROOF-FILE PUBLIC-KEY      the key: 64 hexadecimal digits, as the desk shows them at /audit
import { createHash, createPublicKey, verify } from "node:crypto"
import { readFileSync } from "node:fs"

const [file, publicKey] = process.argv.slice(2)
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest()
const bytes = (hex) => Buffer.from(hex, "hex")
const isHex = (text, digits) => typeof text === "string" && text.length === digits && /^[0-9a-f]*$/.test(text)
const isObject = (value) => typeof value === "object" && value !== null

function must(holds, otherwise) {
  if (holds) return
  console.error(`Not proven: ${otherwise}`)
  process.exit(1)
}
// Canonical JSON (RFC 8785): the one way to write a value, so that a changed letter is a changed value.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (!isObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`
}
must(file && isHex(publicKey, 64), "say which proof, and the public key: node check-inclusion.mjs PROOF-FILE PUBLIC-KEY")
let text = "", proof
try { proof = JSON.parse((text = readFileSync(file, "utf8"))) } catch {}
must(isObject(proof), "there is no such file, or it has been cut short.")
const { leaf, path, head, signature } = proof
const whole = { what: "charter inclusion proof", v: 1, leaf, path, head, signature }
must(isObject(leaf) && isObject(head) && Array.isArray(path) && canonical(whole) === text.trimEnd(), "the proof has been edited.")

// 1. The head was signed with the key: its id is the beginning of the SHA-256 of the key (Ed25519, RFC 8032).
must(head.what === "charter head" && head.key === sha256(bytes(publicKey)).toString("hex").slice(0, 32), "the head is signed with another key.")
const key = createPublicKey({ key: Buffer.concat([bytes("302a300506032b6570032100"), bytes(publicKey)]), format: "der", type: "spki" })
must(isHex(signature, 128) && verify(null, Buffer.from(canonical(head)), key, bytes(signature)), "the signature is not good: the head has been edited.")

// 2. The case's leaf leads to the root in the head, from the place of its number (RFC 9162 section 2.1.3.2).
let [place, last, node] = [leaf.case - 1, head.size - 1, sha256(Buffer.of(0), Buffer.from(canonical(leaf)))]
must(Number.isSafeInteger(place) && place >= 0 && place <= last, "the case has no place in the tree.")
for (const beside of path) {
  must(isHex(beside, 64) && last > 0, "the path does not fit the tree.")
  while (place % 2 === 0 && place === last) [place, last] = [place / 2, last / 2]
  node = place % 2 === 1 || place === last ? sha256(Buffer.of(1), bytes(beside), node) : sha256(Buffer.of(1), node, bytes(beside))
  ;[place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
}
must(last === 0 && node.toString("hex") === head.root, "the case is not in this head: its leaf, its path or the root has been edited.")
console.log(`Proven: at ${head.at} the history of case ${leaf.case} had ${leaf.seq} events, and the last had the hash`)
console.log(`${leaf.head}. Head ${head.number} says so, signed with the key ${head.key}.`)
