// How much each sender has been writing of late: who floods the desk does not keep others waiting.

export type Senders = {
  /** Counts a letter; gives how many the sender has written lately, this one included. */
  readonly add: (sender: string) => number
  /** How many senders are remembered. */
  readonly size: () => number
}

export type SendersOptions = {
  /** `now` counts milliseconds and never goes back. */
  readonly now: () => number
  /** A letter counts for two thirds less after so long. */
  readonly fadeMilliseconds: number
  /** More are not counted, so that even a flood is forgotten after a while. */
  readonly most: number
}

type Level = { level: number; at: number }

const sendersLimit = 10_000
/** What is left of a sender's letters when they are forgotten: it would change nobody's turn. */
const negligible = 0.01

/** Counts that fade. Who has been silent for some minutes is forgotten, and of more than ten thousand the oldest: it is a hint, not a book. */
export function senderGauge({ now, fadeMilliseconds, most }: SendersOptions): Senders {
  const known = new Map<string, Level>()
  const faded = ({ level, at }: Level, now: number) => level * Math.exp((at - now) / fadeMilliseconds)
  return {
    size: () => known.size,
    add: (sender) => {
      const at = now()
      const before = known.get(sender) ?? { level: 0, at }
      const level = Math.min(most, faded(before, at) + 1)
      // Taken out and put in again, it stands at the end: the first is the one that has been silent for longest.
      known.delete(sender)
      known.set(sender, { level, at })
      for (const [oldest, last] of known) {
        if (known.size <= sendersLimit && faded(last, at) >= negligible) break
        known.delete(oldest)
      }
      return level
    },
  }
}

export type Turn = {
  readonly job: "read-letter" | "read-flood"
  /** Among the letters of floods: those of the smaller one come first. */
  readonly priority: number
}

/** More than one letter a second for a minute is a flood. */
const floodLetters = 60
/** A domain has many people: so many of its letters count as one of a sender's. */
const domainShare = 10

/** When a letter is read: at once, or behind everybody else's where its sender, or its sender's domain, floods the desk. */
export function turnOf(senders: Senders, sender: string | null): Turn {
  if (sender === null) return { job: "read-letter", priority: 0 }
  const address = sender.toLowerCase()
  const domain = address.slice(address.lastIndexOf("@"))
  const level = Math.max(senders.add(address), domain === address ? 0 : senders.add(domain) / domainShare)
  if (level <= floodLetters) return { job: "read-letter", priority: 0 }
  return { job: "read-flood", priority: -Math.floor(Math.log2(level / floodLetters)) }
}
