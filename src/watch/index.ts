// What looks after the ground under the desk.

export { type DiskPlace, type DiskWatch, diskWatch } from "./disk.ts"
export { type HolidayEnd, holidaysEnding, watchHolidays } from "./holidays.ts"
export { addWatchMetrics } from "./metrics.ts"
export { acceptClocks, beat, type ClockDoubt, clockDoubts, endPulse, livingWorkers } from "./store.ts"
export { processName, startWatch, type Watch, watchClock, watchWorkers } from "./watch.ts"
