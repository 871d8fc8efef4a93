// Something each second, one at a time, until it is stopped. What fails is told of and tried again the next second.

export type Rounds = { readonly stop: () => Promise<void> }

export function everySecond(work: (round: number) => Promise<void>, onError: (error: unknown) => void): Rounds {
  let running: Promise<void> | undefined
  let round = 0
  const tick = () => {
    running ??= work(round++)
      .catch(onError)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(tick, 1000)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
