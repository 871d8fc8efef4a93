// Makes the files that browsers get: charter.css, charter.js, desk.js, and passkeys.js for the pages of signing in. Run by `npm run build:browser` after a change here or an
// upgrade of the components; the result is committed, so that a desk starts without building anything. (An argument names another folder for it.)
//
// The style sheets are the compiled ones that GOV.UK and MOJ Frontend ship. Compiling them from Sass would add a compiler for the
// sake of two settings that are a replacement each here: the typeface (GDS Transport may be used on GOV.UK's own domain only) and
// the royal crest, which is the government's. The public's pages get charter.js; whoever has signed in gets desk.js instead.

import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Plugin } from "esbuild"

const here = import.meta.dirname
const frontends = ["govuk-frontend", "@ministryofjustice/frontend", "@hotwired/turbo"]
const typeface = `"Atkinson Hyperlegible Next", system-ui, "Segoe UI", Roboto, "Noto Sans", "Open Sans", "Helvetica Neue", "Liberation Sans", Arial, sans-serif`

await build({
  entryPoints: ["charter.js", "desk.js", "passkeys.js", "charter.css"].map((name) => join(here, "code", name)),
  external: ["/assets/named/*"],
  outdir: process.argv[2] ?? join(here, "../assets/built"),
  bundle: true,
  minify: true,
  // Browsers of 2020 and later run the script; older ones have the pages without it.
  target: ["es2020"],
  format: "esm",
  legalComments: "none",
  loader: { ".svg": "dataurl" },
  banner: { css: credits(), js: credits() },
  plugins: [componentStyles(), styledByOurselves()],
})

function componentStyles(): Plugin {
  return {
    name: "component styles",
    setup(building) {
      building.onLoad({ filter: /\/(govuk|moj)-frontend\.min\.css$/ }, ({ path }) => ({
        contents: generic(readFileSync(path, "utf8")),
        loader: "css",
      }))
      building.onResolve({ filter: /^\/assets\/images\// }, ({ path }) => ({
        path: join(folderOf("@ministryofjustice/frontend"), "moj", path),
      }))
    },
  }
}

// Turbo brings the look of its progress bar as a style element, which our content policy refuses: it stands in our style sheet.
function styledByOurselves(): Plugin {
  const own = "document.head.insertBefore(this.stylesheetElement, document.head.firstChild);"
  return {
    name: "Turbo without a style of its own",
    setup(building) {
      building.onLoad({ filter: /\/turbo\.es2017-esm\.js$/ }, ({ path }) => {
        const code = readFileSync(path, "utf8")
        if (!code.includes(own)) throw new Error("Turbo installs its style in another way than it did")
        return { contents: code.replace(own, ""), loader: "js" }
      })
    },
  }
}

function generic(css: string): string {
  const plain = css
    .replace(/@font-face\{font-family:GDS Transport;[^}]*\}/g, "")
    .replace(/GDS Transport,arial,sans-serif/g, typeface)
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, "none")
    // Written for Internet Explorer, and no CSS to anybody else.
    .replaceAll("@media screen\\0 and", "@media not all and")
  if (/GDS Transport|govuk-crest/.test(plain)) throw new Error("The style sheet still has the typeface or the crest")
  return plain
}

// The comments of the originals are gone from the minified files: whose work is in them is said here.
function credits(): string {
  const named = frontends.map((name) => {
    const { version, license, homepage } = JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8"))
    return `${name} ${version} (${license}, ${homepage ?? "https://design-system.service.gov.uk"})`
  })
  return `/*! With ${named.join(" and ")}, changed as src/web/browser/build.ts says. */`
}

function folderOf(dependency: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${dependency}/package.json`)))
}
