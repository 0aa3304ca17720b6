import type { Sealing } from '../../shared/index.js';
import type { RenderedMail } from './mail-template.js';

/** A complete mail but for its sender. */
export interface OutgoingMail extends RenderedMail {
  /** Null for a mail that is not delivered. */
  readonly to: string | null;
  /** The same at every attempt, so that a mail that arrives twice can be recognized. */
  readonly messageId: string;
  /** The link in it; null when there is none. */
  readonly link: string | null;
}

/** Seals the mail for its row: a reader of the database must not be able to use the links in it. */
export function sealMail(sealing: Sealing, id: string, mail: OutgoingMail): Buffer {
  return sealing.seal(Buffer.from(JSON.stringify(mail)), contextOf(id));
}

/** Returns null for a row that was changed, or sealed with keys of another database. */
export function openMail(sealing: Sealing, id: string, sealed: Buffer): OutgoingMail | null {
  const content = sealing.open(sealed, contextOf(id));
  // Authenticated, so it is what sealMail has written.
  return content === null ? null : (JSON.parse(content.toString()) as OutgoingMail);
}

function contextOf(id: string): string {
  return `mail_outbox:${id}`;
}
