export { AccountsModule } from './accounts.module.js';
export { issueSignInLinks, type IssuedSignInLink } from './issue-sign-in-links.js';
export { LINK_MINUTES, RequestSignIn, type SignInRequest } from './request-sign-in.js';
export { type NewSession, type OwnSession, Sessions, type SignedIn, startSession, stepUpSession } from './sessions.js';
export { SignIn, type SignInOutcome } from './sign-in.js';
