// The addresses of the pages about people: signing in, one's own account, and the register.

export const registerPath = "/desk/register"

export const signInPath = "/sign-in"
export const signOutPath = "/sign-out"
export const codePath = `${signInPath}/code`
export const passkeySignInPath = `${signInPath}/passkey`
export const providerPattern = `${signInPath}/with/:provider`
export const returnPattern = `${providerPattern}/return`
export const invitationPattern = `${signInPath}/invitation/:invitation`
export const invitationProviderPattern = `${invitationPattern}/with/:provider`

export const confirmPath = "/desk/confirm"
export const confirmPasskeyPath = `${confirmPath}/passkey`
export const confirmProviderPattern = `${confirmPath}/with/:provider`

export const accountPath = "/desk/account"
export const authenticatorPath = `${accountPath}/authenticator`
export const authenticatorRemovalPath = `${authenticatorPath}/removal`
export const recoveryCodesPath = `${accountPath}/recovery-codes`
export const passwordPath = `${accountPath}/password`
export const passkeyPath = `${accountPath}/passkey`
export const passkeyRemovalPattern = `${accountPath}/passkeys/:passkey/removal`
export const linkRemovalPath = `${accountPath}/link/removal`
export const sessionEndPattern = `${accountPath}/sessions/:session/end`
export const otherSessionsEndPath = `${accountPath}/other-sessions/end`

export function providerPath(provider: string, next: string): string {
  return `${signInPath}/with/${provider}?next=${encodeURIComponent(next)}`
}

/** Where a provider sends people back: exactly this, for each of its own. */
export function returnPath(provider: string): string {
  return `${signInPath}/with/${provider}/return`
}

export function invitationPath(invitation: string): string {
  return `${signInPath}/invitation/${invitation}`
}

export function invitationProviderPath(invitation: string, provider: string): string {
  return `${invitationPath(invitation)}/with/${provider}`
}

export function confirmProviderPath(provider: string, next: string): string {
  return `${confirmPath}/with/${provider}?next=${encodeURIComponent(next)}`
}

export function passkeyRemovalPath(passkey: string): string {
  return `${accountPath}/passkeys/${passkey}/removal`
}

export function sessionEndPath(session: string): string {
  return `${accountPath}/sessions/${session}/end`
}
