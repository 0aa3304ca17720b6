/**
 * The browser's cookie for the refresh token, which scripts cannot read. The transport creates one per
 * request; the last change is sent to the browser in one header.
 */
export interface RefreshCookie {
  /**
   * Returns the token stored by this request, else the one that the browser sent; null when there is none.
   */
  read(): string | null;
  store(token: string, expiresAt: Date): void;
  clear(): void;
}

/**
 * The browser's cookie that proves an earlier sign-in on this device, which scripts cannot read. The
 * transport creates one per request where cookies may be used; the last change is sent to the browser.
 */
export interface DeviceCookie {
  /** Returns the text that the browser sent, not verified; null when there is none. */
  read(): string | null;
  /** Stores the text for as long as browsers allow. */
  store(text: string): void;
}
