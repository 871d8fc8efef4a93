// Hands archived log to a server that recovers. The server asks by a file in a folder and waits for the answer beside it, so that its account
// needs neither the key, nor our code, nor a way into the archive.

import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Archive, archived } from "./archive.ts"
import { isSegment, nextSegment } from "./wal-name.ts"

export type Feeder = {
  /** The server's `restore_command`. */
  readonly command: string
  /** The last segment that it was given. */
  readonly last: () => string | undefined
  /** Throws what kept it from answering: a damaged file, a wrong key. */
  readonly check: () => void
  readonly stop: () => Promise<void>
}

const lookMilliseconds = 20
// So many segments lie ready before they are asked for.
const ahead = 3

/** Answers from the archives, the first that has a file; one that is damaged is an answer that ends the recovery, never "there is none". */
export function startFeeder(
  archives: readonly Archive[],
  segmentBytes: number,
  account: { uid: number; gid: number } | undefined,
): Feeder {
  const folder = mkdtempSync("/tmp/charter-log-")
  chmodSync(folder, 0o700)
  const script = join(folder, "fetch")
  writeFileSync(script, askingScript, { mode: 0o700 })
  if (account) for (const path of [folder, script]) chownSync(path, account.uid, account.gid)
  let failure: unknown
  let last: string | undefined
  let isStopped = false
  const work = (async () => {
    while (!isStopped && failure === undefined) {
      for (const name of asked(folder)) {
        last = (await answer(folder, name)) && isSegment(name) ? name : last
      }
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
    }
  })().catch((error: unknown) => {
    failure = error
  })

  async function answer(place: string, name: string): Promise<boolean> {
    const isThere = await laid(place, name)
    if (!isThere) writeFileSync(join(place, `${name}.none`), "")
    rmSync(join(place, `${name}.ask`), { force: true })
    if (isThere && isSegment(name)) await layAhead(place, name)
    return isThere
  }

  async function layAhead(place: string, name: string): Promise<void> {
    let next = name
    for (let count = 0; count < ahead; count += 1) {
      next = nextSegment(next, segmentBytes)
      if (!(await laid(place, next))) return
    }
  }

  async function laid(place: string, name: string): Promise<boolean> {
    const path = join(place, `${name}.file`)
    if (existsSync(path)) return true
    for (const each of archives) {
      const bytes = await archived(each, name)
      if (bytes === undefined) continue
      writeFileSync(`${path}.draft`, bytes, { mode: 0o600 })
      if (account) chownSync(`${path}.draft`, account.uid, account.gid)
      renameSync(`${path}.draft`, path)
      return true
    }
    return false
  }

  return {
    command: `/bin/sh ${script} ${folder} %f "%p"`,
    last: () => last,
    check: () => {
      if (failure !== undefined) throw failure
    },
    stop: async () => {
      isStopped = true
      await work
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function asked(folder: string): string[] {
  return readdirSync(folder).flatMap((file) => /^([0-9A-F]{8}.*)\.ask$/.exec(file)?.[1] ?? [])
}

// Exit 1 says that there is no such file, which ends a recovery well; 200 that nobody answers, which must never pass for that.
const askingScript = `#!/bin/sh
folder=$1; name=$2; target=$3
[ -e "$folder/$name.file" ] && exec mv "$folder/$name.file" "$target"
rm -f "$folder/$name.none"
: > "$folder/$name.ask" || exit 200
waited=0
while [ $waited -lt 3000 ]; do
  [ -e "$folder/$name.file" ] && exec mv "$folder/$name.file" "$target"
  [ -e "$folder/$name.none" ] && exit 1
  [ -d "$folder" ] || exit 200
  sleep 0.02
  waited=$((waited + 1))
done
exit 200
`
