// Work that is asked for at the same moment and costs the same for one as for many (a commit, a round trip) is done in one go.

export type TogetherOptions<In> = {
  /** How many items go together at most. */
  readonly atOnce: number
  /** How much they may weigh together; one that weighs more goes by itself. */
  readonly weight?: { readonly of: (item: In) => number; readonly most: number }
  /** How many goes may be under way at a time. */
  readonly underWay: number
}

type Waiting<In, Out> = { readonly item: In; readonly settled: PromiseWithResolvers<Out> }

/**
 * Gives a function for one item that shares `work` with whoever asks while earlier work is under way. Nobody waits for company.
 * `work` answers each item in its place. Items that PostgreSQL will not have (SQLSTATE 22, 23, 54) fail alone: the others are tried again.
 */
export function together<In, Out>(
  work: (items: readonly In[]) => Promise<readonly Out[]>,
  options: TogetherOptions<In>,
): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = []
  let goes = 0
  async function go(): Promise<void> {
    goes += 1
    while (waiting.length > 0) await settle(work, waiting.splice(0, countThatFits(waiting, options)))
    goes -= 1
  }
  return (item) => {
    const settled = Promise.withResolvers<Out>()
    waiting.push({ item, settled })
    if (goes < options.underWay) void go()
    return settled.promise
  }
}

function countThatFits<In>(waiting: readonly { readonly item: In }[], { atOnce, weight }: TogetherOptions<In>): number {
  if (weight === undefined) return atOnce
  let total = 0
  const beyond = waiting.slice(0, atOnce).findIndex(({ item }, index) => {
    total += weight.of(item)
    return index > 0 && total > weight.most
  })
  return beyond === -1 ? atOnce : beyond
}

// Never throws: every item is settled.
async function settle<In, Out>(
  work: (items: readonly In[]) => Promise<readonly Out[]>,
  some: readonly Waiting<In, Out>[],
): Promise<void> {
  try {
    const answers = await work(some.map((each) => each.item))
    some.forEach(({ settled }, index) => {
      const answer = answers[index]
      if (answer === undefined) settled.reject(new Error("work done together gave too few answers"))
      else settled.resolve(answer)
    })
  } catch (error) {
    if (some.length > 1 && isAboutAnItem(error)) for (const each of some) await settle(work, [each])
    else for (const { settled } of some) settled.reject(error)
  }
}

function isAboutAnItem(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code))
}
