// What somebody must do something about: told once in the log when it begins, once when it is over, and shown while it stands.

/** One word for programs; `/readyz` and the metric tell no more than this. */
export type AlarmName =
  | "disk"
  | "database-full"
  | "database-damaged"
  | "no-checksums"
  | "clock"
  | "holidays"
  | "no-worker"
  | "letter-reader"
  | "newer-history"
  | "backup"
  | "log-archive"
  | "drill"
  | "mail-held"
  | "webhook"
  | "mailbox"
  | "virus-scanner"

export type Alarm = { readonly name: AlarmName; readonly sentence: string }

export type Alarms = {
  /** Says that something is wrong, and what to do, in a sentence. Saying it again changes nothing. */
  readonly raise: (name: AlarmName, sentence: string) => void
  /** Says that it is over. */
  readonly clear: (name: AlarmName) => void
  /** The same for what is only over when nothing more has been heard of it for so many seconds. */
  readonly clearAfter: (name: AlarmName, seconds: number) => void
  readonly standing: () => readonly Alarm[]
}

export type AlarmListener = (alarm: Alarm, is: "begun" | "over") => void

export function openAlarms(tell: AlarmListener): Alarms {
  const standing = new Map<AlarmName, Alarm & { readonly raisedAt: number }>()
  const clear = (name: AlarmName) => {
    const alarm = standing.get(name)
    if (standing.delete(name) && alarm !== undefined) tell(alarm, "over")
  }
  return {
    raise: (name, sentence) => {
      const isNew = !standing.has(name)
      const alarm = { name, sentence, raisedAt: performance.now() }
      standing.set(name, alarm)
      if (isNew) tell(alarm, "begun")
    },
    clear,
    clearAfter: (name, seconds) => {
      const alarm = standing.get(name)
      if (alarm !== undefined && performance.now() - alarm.raisedAt > seconds * 1000) clear(name)
    },
    standing: () => [...standing.values()],
  }
}
