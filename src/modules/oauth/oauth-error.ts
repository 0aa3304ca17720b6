/** The error codes of RFC 6749 5.2 in use, and temporarily_unavailable of RFC 6749 4.1.2.1. */
export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable';

/** An OAuth 2.0 error. The message is public and uses only the characters that RFC 6749 5.2 allows. */
export class OauthError extends Error {
  readonly code: OauthErrorCode;

  constructor(code: OauthErrorCode, message: string) {
    super(message);
    this.name = 'OauthError';
    this.code = code;
  }
}
