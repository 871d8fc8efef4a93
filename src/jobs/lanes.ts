// Several things at once, and no more: each lane takes the next one when it is done with the last.

/** Does `work` on every item, `lanes` at a time; gives the answers in the order in which they came. */
export async function inLanes<In, Out>(
  items: readonly In[],
  lanes: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const left = [...items]
  const done: Out[] = []
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) done.push(await work(next))
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return done
}
