// What other features may use of files that people upload.

export { checkLeaseMilliseconds, checkUploads, pauseBefore, type ScannerHeard, verdictOr } from "./check.ts"
export { openScanner, type Scanner, ScannerAway, type Verdict } from "./clamd.ts"
export { cleanFileName } from "./file-name.ts"
export { fileLimits, fileLimitWords } from "./limits.ts"
export type { Upload, UploadedFile, UploadState } from "./store.ts"
export {
  dropUploads,
  type GivenFile,
  keepUpload,
  mustBeSendable,
  uploadsForQuarantine,
  uploadsOf,
  uploadsTaken,
} from "./upload.ts"
