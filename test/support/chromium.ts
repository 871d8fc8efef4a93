// A browser out of a package: unpacked once beside the other dependencies, so that a test needs nothing on the machine.

import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { inflate } from "@sparticuz/chromium"

export type Chromium = { readonly executablePath: string; readonly env: Record<string, string> }

const cache = join(import.meta.dirname, "../../node_modules/.cache")
const archives = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin")

/** Where the browser is and what it needs around it. `CHROMIUM` names another one, where the package has none for the machine. */
export async function unpackedChromium(): Promise<Chromium> {
  const own = process.env["CHROMIUM"]
  if (own !== undefined) return { executablePath: own, env: {} }
  const folder = join(cache, "chromium-153")
  if (!(await exists(folder))) await unpack(folder)
  return {
    executablePath: join(folder, "chromium"),
    // Its fonts, and the system libraries that a bare machine lacks; the machine's own come first.
    env: {
      FONTCONFIG_PATH: join(folder, "fonts"),
      LD_LIBRARY_PATH: [process.env["LD_LIBRARY_PATH"], join(folder, "al2023/lib")].filter(Boolean).join(":"),
      HOME: folder,
    },
  }
}

// Test files run at once: each unpacks for itself, and the first to finish gives the folder its name.
async function unpack(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, "chromium-"))
  const before = process.env["TMPDIR"]
  // The package unpacks into the folder for temporary files, wherever that is when it is asked.
  process.env["TMPDIR"] = draft
  try {
    const names = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]
    const unpacking = names.map((name) => inflate(join(archives, name)))
    restore("TMPDIR", before)
    await Promise.all(unpacking)
    await writeFile(join(draft, "fonts/fonts.conf"), fontsIn(folder))
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(folder))) throw error
  } finally {
    restore("TMPDIR", before)
  }
}

// The package's own list names the folders of the cloud service that it was made for; a browser without any font dies.
function fontsIn(folder: string): string {
  const folders = [join(folder, "fonts"), "/usr/share/fonts"].map((each) => `<dir>${each}</dir>`).join("")
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${folders}<cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>`
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
