// Between the last byte of a message and the record of the relay's answer nobody can say whether it arrived: a process that dies
// there has it sent again. One message at a time is there, so that one crash repeats one message at most. The record takes
// milliseconds; a relay that takes longer to answer does not keep the others waiting, because most of the time nobody dies.

export type Turn = {
  /** Resolves when it is this message's turn; asked again, at once. */
  readonly take: () => Promise<void>
  /** The relay has answered: now nobody goes on before that is recorded, however long the database is away. */
  readonly hold: () => void
  /** The answer is recorded, or will not come. */
  readonly end: () => void
}
export type Turns = { readonly next: () => Turn }

export function openTurns(patienceMilliseconds: number): Turns {
  let last: Promise<void> = Promise.resolve()
  function next(): Turn {
    const over = Promise.withResolvers<void>()
    let timer: NodeJS.Timeout | undefined
    let taken: Promise<void> | undefined
    function inLine(): Promise<void> {
      const before = last
      last = before.then(() => over.promise)
      return before.then(() => {
        timer = setTimeout(over.resolve, patienceMilliseconds).unref()
      })
    }
    const take = () => {
      taken ??= inLine()
      return taken
    }
    const hold = () => clearTimeout(timer)
    const end = () => {
      hold()
      over.resolve()
    }
    return { take, hold, end }
  }
  return { next }
}
