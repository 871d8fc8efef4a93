// The words that long common passwords are made of: what the published lists of leaked passwords come down to beyond twelve characters.

export const commonWords: readonly string[] =
  `password passwort passwords passw passcode secret changeme change letmein welcome admin administrator root user username login
   guest master default test testing temp temporary access sunshine princess dragon monkey football baseball superman batman
   starwars pokemon iloveyou loveyou love whatever trustno freedom shadow michael jordan jennifer jessica charlie ashley daniel
   thomas liverpool arsenal chelsea manchester united rangers celtic london england british police policing officer college learn
   training service servicedesk helpdesk desk charter contact centre center customer government justice summer winter spring
   autumn monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
   november december computer internet google facebook microsoft windows office hello goodbye mustang corvette ferrari cheese
   banana chocolate cookie flower butterfly angel family mother father sister brother baby correct horse battery staple my the and
   you is me im god jesus please nothing something anything forever always never again super mega ultra company corporate`.split(
    /\s+/,
  )

const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz"]
const columns = ["qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm"]

/** Runs of three keys and more along a row of a keyboard, or of the alphabet, in both directions. */
export const keyboardRuns: readonly string[] = [...rows, ...columns].flatMap((row) => [
  ...runsOf(row),
  ...runsOf(reversed(row)),
])

function runsOf(row: string): string[] {
  const starts = Array.from({ length: row.length - 2 }, (_, start) => start)
  return starts.flatMap((start) =>
    Array.from({ length: row.length - start - 2 }, (_, more) => row.slice(start, start + 3 + more)),
  )
}

function reversed(text: string): string {
  return [...text].reverse().join("")
}
