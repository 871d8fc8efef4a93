// Working time: what other folders may use of it.

export { type Calendar, compiledCalendar, isKnownAlike } from "./calendar.ts"
export { type Weekday, weekdays } from "./civil.ts"
export {
  type DeskClock,
  lastEventAt,
  noteDeskClock,
  nowOf,
  readDeskClock,
  realNow,
  startedClock,
} from "./desk-clock.ts"
export { type Certificate, type Counting, due, dueAt } from "./due.ts"
export { type Duration, durationFrom, durationText, durationWords, promiseWords } from "./duration.ts"
export { countedUntil, elapsed, isAssumed } from "./elapsed.ts"
export { deskZone, type EpochMilliseconds, type Now } from "./epoch.ts"
export { halfHourEndingAt, halfHoursOfDay, type Spread, spread } from "./half-hours.ts"
export {
  freshHolidays,
  type HolidayChanges,
  type HolidaysRead,
  importHolidays,
  seedHolidays,
} from "./holidays.ts"
export { instantFrom, type Where, zoned } from "./instant.ts"
export { type Holiday, lastYearKnown } from "./knowledge.ts"
export { holidaysPassedOver, type PassedOver } from "./passed-over.ts"
export type { Interval } from "./pauses.ts"
export { type PublishedDay, publishedFrom } from "./published.ts"
export {
  type CalendarRules,
  type DaysRules,
  type Division,
  divisions,
  type HoursRules,
  hasHours,
  type Opening,
} from "./rules.ts"
export { shippedHolidays } from "./shipped.ts"
export { sourceText } from "./source.ts"
export { type SteadyClock, steadyClock } from "./steady-clock.ts"
export { holidayRevision, loadHolidays } from "./store.ts"
export { utcText } from "./utc.ts"
export { type WallDate, type WallTime, wallDate, wallTime } from "./wall.ts"
export {
  counted,
  dateInWords,
  dayInWords,
  deadlineInWords,
  instantInWords,
  nearDayInWords,
  numberInWords,
  spanInWords,
  timeInWords,
  timeOfDayInWords,
} from "./words.ts"
