// The addresses of calls.

export const callsPath = "/desk/calls"
export const callRoute = "/desk/calls/:call"
export const callCaseRoute = "/desk/calls/:call/case"
export const callReturnRoute = "/desk/calls/:call/return"
export const callDismissalRoute = "/desk/calls/:call/dismissal"

export function callPath(callId: number): string {
  return `${callsPath}/${callId}`
}

export function callCasePath(callId: number): string {
  return `${callPath(callId)}/case`
}

export function callReturnPath(callId: number): string {
  return `${callPath(callId)}/return`
}

export function callDismissalPath(callId: number): string {
  return `${callPath(callId)}/dismissal`
}
