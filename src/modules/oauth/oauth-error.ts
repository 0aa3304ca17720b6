/** The error codes of RFC 6749 5.2 that can happen here, and what RFC 6749 4.1.2.1 calls a server that has to be asked again later. */
export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable';

/** A refusal in the words of OAuth 2.0; the message is a public sentence in the characters that RFC 6749 5.2 allows. */
export class OauthError extends Error {
  readonly code: OauthErrorCode;

  constructor(code: OauthErrorCode, message: string) {
    super(message);
    this.name = 'OauthError';
    this.code = code;
  }
}
