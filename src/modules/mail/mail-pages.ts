/** A page that a link in a mail opens, with the token in the fragment. Opening it changes nothing. */
export type MailPage = 'verify-email' | 'reset' | 'invitation' | 'email-change';

/** Builds the links of mails: from the configuration, never from a request. */
export interface MailPages {
  /** Returns true for the key of a configured landing page; `default` is one. */
  hasTarget(target: string): boolean;
  /** Returns the link to a page. The default target is that of CORDON_APP_URL. */
  linkTo(page: MailPage, token: string, target?: string): string;
}

/** The start of links for one of several apps, and the key that a client names. */
export interface LandingPage {
  readonly key: string;
  readonly url: string;
}

/** Returns links that start with `appUrl`, or with a landing page. */
export function createMailPages(appUrl: () => string, landingPages: readonly LandingPage[] = []): MailPages {
  const starts = new Map(landingPages.map(({ key, url }) => [key, url]));
  return {
    hasTarget: (target) => target === defaultTarget || starts.has(target),
    linkTo: (page, token, target = defaultTarget) =>
      // Browsers do not send the fragment, so the token reaches no log.
      `${starts.get(target) ?? appUrl()}/${page}#token=${token}`,
  };
}

/** The key of the landing page that CORDON_APP_URL names. */
export const defaultTarget = 'default';
