// People: who is asking, staff and tokens, sign-in, and the audit.

export { type AccountAction, accountActions, accountChangedMail, machineTime } from "./account-changes.ts"
export { selectAccountChange, type ToldChange } from "./account-mail-store.ts"
export * from "./actor.ts"
export { type AuditEntry, doneBy, record } from "./audit.ts"
export {
  type AuditFilter,
  type AuditPlace,
  type AuditRow,
  listAudit,
  lockedTimesSince,
  peopleNamed,
  peopleOfAudit,
} from "./audit-store.ts"
export { type AuditAction, actionsOffered, actionWords } from "./audit-words.ts"
export { removeAuthenticator } from "./authenticators.ts"
export { colleagueActor } from "./colleague-actor.ts"
export { changeMembers, changeStanding, disableColleague, enableColleague, type Standing } from "./colleagues.ts"
export {
  type ListedColleague,
  type ListedToken,
  listCalled,
  listColleagues,
  listMembers,
  listNames,
  listTokens,
  selectColleague,
  type TeamMember,
} from "./colleagues-store.ts"
export { confirmedForMinutes, isConfirmed } from "./confirm.ts"
export * from "./customer.ts"
export * from "./customer-sessions.ts"
export { isWithinLimit, most } from "./flood.ts"
export { forgetFormUses } from "./flood-store.ts"
export {
  type Invited,
  type Inviting,
  invitationDays,
  invitationOf,
  invitationSecret,
  inviteStaff,
  staffInvitationMail,
  takeUpInvitation,
  withdrawInvitation,
} from "./invitations.ts"
export { type Invitation, listInvitations } from "./invitations-store.ts"
export { networkOf } from "./network.ts"
export { nextPath } from "./next.ts"
export * from "./organisations.ts"
export { addOwnToken, revokeToken, rolesWithin } from "./own-tokens.ts"
export { accountPath, authenticatorPath, confirmPath, invitationPath } from "./pages/paths.ts"
export { registerNavigation, registerPage } from "./pages/register.ts"
export { type SignInParts, signInPages } from "./pages/sign-in-pages.ts"
export { passwordMinimum } from "./password.ts"
export { densities, type Preferences, usualPreferences } from "./preferences.ts"
export { preferencesOf, savePreferences } from "./preferences-store.ts"
export { openProviders, type Provider, type ProviderSettings } from "./providers.ts"
export { type ManyReader, manyReadersNoted, noteManyReaders } from "./readers.ts"
export { giveReason, needingReason, needsReason, type ReadReason, readReasons } from "./reasons.ts"
export { privilegeWords, type Register, type RegisteredRole, recordPrivileges, registerAt } from "./register.ts"
export { registerMoment, registerSentences } from "./register-words.ts"
export { changeRoles, grantRole, type OneRole, type RoleChange, revokeRole, rolesHeldBy } from "./roles.ts"
export { openedSecret, sealedSecret } from "./sealed-secret.ts"
export { newSecret } from "./secrets.ts"
export {
  actorOfSession,
  actorsOfSessions,
  beginSession,
  endAllSessions,
  endOtherSessions,
  endSession,
  idleLimitMs,
  type Session,
  sessionLimitMs,
  sessionsOf,
} from "./sessions.ts"
export { sightOf, visibleTo } from "./sight.ts"
export { type Credentials, type SignIn, signIn } from "./sign-in.ts"
export {
  invitationMinutes,
  invitedBy,
  inviteToSignIn,
  signInInvitationMail,
  signInSecret,
} from "./sign-in-invitations.ts"
export { addStaff, type Colleague, disablePerson, findColleague, type NewStaff, namesOf, ownerLabels } from "./staff.ts"
export { actorOfToken, addToken, disableTokens, forgetTokens, type NewToken } from "./tokens.ts"
export { type Ways, waysOf } from "./ways.ts"
