/**
 * The browser's own keeper of what proves that this device has signed somebody in before: no script can read it. The edge makes one for each
 * request where cookies may be used; what was said last is what the browser is told.
 */
export interface DeviceCookie {
  /** What the browser sent; null when there is nothing. Never to be believed before it was proven. */
  read(): string | null;
  /** Keeps this text, for as long as browsers store anything. */
  store(text: string): void;
}
