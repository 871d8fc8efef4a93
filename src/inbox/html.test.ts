import assert from "node:assert/strict"
import { test } from "node:test"
import { processorTime } from "../../test/support/machine.ts"
import { readHtml } from "./html.ts"

// Everything that may come out: text, and these tags with these attributes, each value in double quotes.
const allowedTag =
  /^<\/?(p|div|span|br|hr|b|strong|i|em|u|s|small|sub|sup|font|center|h[1-6]|blockquote|pre|code|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|a)((?: (?:href|title|rel|target|colspan|rowspan)="[^"<>]*")*)( \/)?>$/

function assertInert(html: string | null): void {
  for (const [tag] of (html ?? "").matchAll(/<[^>]*>?/g)) assert.match(tag, allowedTag)
  for (const [, address] of (html ?? "").matchAll(/href="([^"]*)"/g))
    assert.match(address ?? "", /^(https?:\/\/|mailto:|tel:)/i)
}

const payloads: [id: string, html: string][] = [
  ["A01", "<img src=x onerror=fetch('/api/me')>"],
  ["A01", "<svg/onload=alert(1)><script>alert(1)</script>"],
  ["A01", "<script>alert(1)</script><SCRIPT SRC=//evil.example/x.js></SCRIPT>"],
  ["A01", '<p onclick="alert(1)" id="x" class="y" style="color:red">text</p>'],
  ["A01", "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>"],
  ["A01", "<form action=/desk><input name=x autofocus onfocus=alert(1)><button formaction=x>go</button></form>"],
  [
    "A01",
    "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example><link rel=stylesheet href=x>",
  ],
  ["A01", "<body onload=alert(1)><div/onmouseover='alert(1)'>x"],
  [
    "A01",
    "<template><script>alert(1)</script></template><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  ],
  ["A03", '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'],
  ["A03", '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">'],
  ["A03", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"],
  ["A03", "<noscript><style></noscript><img src=x onerror=alert(1)></style>"],
  ["A03", '<a title="&lt;/a&gt;&lt;img src=x onerror=alert(1)&gt;" href="https://x.example">x</a>'],
  ["A03", "<textarea></textarea/><img src=x onerror=alert(1)></textarea>"],
  ["A03", "<xmp><p id='</xmp><img src=x onerror=alert(1)>'></xmp>"],
  [
    "A03",
    "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?x <img src=x onerror=alert(1)>?>",
  ],
  ["A04", '<a href="jav&#x09;ascript:alert(1)">x</a>'],
  [
    "A04",
    '<a href="javascript:alert(1)">x</a><a href=" &#1; javascript:alert(1)">x</a><a href="JaVaScRiPt&colon;alert(1)">x</a>',
  ],
  [
    "A04",
    '<a href="data:text/html,<script>alert(1)</script>">x</a><a href="vbscript:x">x</a><a href="file:///etc/passwd">x</a>',
  ],
  [
    "A04",
    '<a href="/desk/cases">x</a><a href="//evil.example">x</a><a href="\\\\evil.example">x</a><a href="https:evil">x</a><a href="?q">x</a>',
  ],
  ["A04", '<a href="https://x.example/&quot; onclick=&quot;alert(1)">x</a>'],
  [
    "A08",
    "<img src=http://127.0.0.1:9/p><img srcset='http://127.0.0.1:9/p 2x'><input type=image src=http://127.0.0.1:9/p>",
  ],
  ["A08", "<style>@import 'http://127.0.0.1:9/p';</style><p style=\"background:url(http://127.0.0.1:9/p)\">x</p>"],
  [
    "A08",
    '<div style="position:fixed;inset:0;z-index:9">overlay</div><table background=http://127.0.0.1:9/p><td background=x>x</table>',
  ],
  ["A08", "<video poster=http://127.0.0.1:9/p><audio src=http://127.0.0.1:9/p><picture><source srcset=x></picture>"],
  [
    "A08",
    '<a href="https://x.example" ping="http://127.0.0.1:9/p" download onclick=x>x</a><font face="x" color="red">y</font>',
  ],
]

for (const [id, payload] of payloads) {
  test(`${id}: ${payload.slice(0, 70)} comes out inert, and stays so when it is read again`, () => {
    const { html } = readHtml(`<p>before</p>${payload}`)
    assert.match(html ?? "", /before/)
    assertInert(html)
    const again = readHtml(html ?? "").html
    assertInert(again)
    assert.equal(again, html)
  })
}

test("links to http, https, mail and telephone are kept, and say where they lead", () => {
  const { html } = readHtml(
    '<a href="https://x.example/a?b=1&amp;c=2">the bank</a> <a href=mailto:a@b.example>m</a> <a href=tel:0800>t</a>',
  )
  assert.match(
    html ?? "",
    /<a href="https:\/\/x\.example\/a\?b=1&amp;c=2" title="https:\/\/x\.example\/a\?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">the bank<\/a>/,
  )
  assert.match(html ?? "", /href="mailto:a@b\.example"/)
  assert.match(html ?? "", /href="tel:0800"/)
})

test("A09, A23: addresses and alternative texts hold no control characters", () => {
  const { html } = readHtml('<a href="https://x.example/\u0000\r\n\u202e">x</a><img alt="a\u202e<b>">')
  assertInert(html)
  assert.doesNotMatch(html ?? "", /[\p{Cc}]/u)
})

test("the text of HTML reads as a person would", () => {
  const { text } = readHtml(
    "<title>no</title><p>Dear  desk,</p><div>one<br>two</div><ul><li>a</li><li>b &lt;&amp;&gt;</li></ul><table><tr><td>x</td><td>y</td></tr></table><blockquote>old<blockquote>older</blockquote></blockquote><pre>k\n  l</pre><img alt='a cat'>",
  )
  assert.equal(text, "Dear desk,\n\none\ntwo\n\n- a\n- b <&>\n\nx\ty\n\n> old\n>\n> > older\n\nk\n  l\n\n[a cat]")
})

test("A31: 200,000 nested elements and a megabyte of style fall back to the text", () => {
  const spent = processorTime()
  const deep = readHtml(`${"<div>".repeat(200_000)}the words`)
  assert.equal(deep.html, null)
  assert.equal(deep.text, "the words")
  const styled = readHtml(`<style>${"a{b:c}".repeat(170_000)}</style><p>the words</p>`)
  assert.equal(styled.html, "<p>the words</p>")
  assert.ok(spent() < 2000)
})

test("A31: HTML that grows when it is made safe is not shown, and its text is", () => {
  const grown = readHtml("&".repeat(1_000_000))
  assert.equal(grown.html, null)
  assert.equal(grown.text.length, 1_000_000)
})
