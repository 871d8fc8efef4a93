import assert from "node:assert/strict"
import { test } from "node:test"
import { cleanFileName, cleanMediaType } from "./attachment-name.ts"

const names: [written: string, clean: string][] = [
  ["report.pdf", "report.pdf"],
  ["Zażółć 報告.pdf", "Zażółć 報告.pdf"],
  ["../../etc/passwd", "passwd"],
  ["..\\..\\boot.ini", "boot.ini"],
  ["C:\\Users\\pat\\a.txt", "a.txt"],
  [".htaccess", "htaccess"],
  ["\u200b.htaccess", "htaccess"],
  ["．．／．．／x", "x"],
  ["a\u0000.png\u202egpj.exe", "a.pnggpj.exe"],
  ["CON", "_CON"],
  ["com1.txt", "_com1.txt"],
  ['"><img src=x onerror=alert(1)>.png', "___img src=x onerror=alert(1)_.png"],
  ["a\r\nb.txt", "ab.txt"],
  ["...", "file"],
  ["", "file"],
  ["/", "file"],
  ["name. ", "name"],
]

for (const [written, clean] of names) {
  test(`A05, A51: an attachment called ${JSON.stringify(written)} is shown as ${clean}`, () => {
    assert.equal(cleanFileName(written, "file"), clean)
  })
}

test("A51: a name of 300 characters keeps its ending", () => {
  const clean = cleanFileName(`${"a".repeat(300)}.pdf`, "file")
  assert.equal(clean.length, 120)
  assert.ok(clean.endsWith("a.pdf"))
})

test("a media type is a type and nothing more", () => {
  assert.equal(cleanMediaType("Text/HTML"), "text/html")
  assert.equal(cleanMediaType("text/html\r\nX: y"), "application/octet-stream")
  assert.equal(cleanMediaType(""), "application/octet-stream")
})
