// What is dear is done less often: whatever it costs, it costs a hundredth of the time at most, or another share of it.

const cheapMilliseconds = 10

/** Gives the answer of `read`, or the last one while counting again would be too soon. Those who ask at once share one answer. */
export function seldom<T>(
  read: () => Promise<T>,
  now: () => number = () => performance.now(),
  share = 100,
): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly until: number } | undefined
  return () => {
    const began = now()
    if (kept !== undefined && began < kept.until) return kept.answer
    const answer = read()
    kept = { answer, until: Number.POSITIVE_INFINITY }
    answer.then(
      () => {
        const took = now() - began
        kept = took < cheapMilliseconds ? undefined : { answer, until: now() + took * share }
      },
      () => {
        kept = undefined
      },
    )
    return answer
  }
}
