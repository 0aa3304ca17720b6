import type { OutgoingMail } from './outgoing-mail.js';

/** A mail with a recipient. */
export interface AddressedMail extends OutgoingMail {
  readonly to: string;
}

/** Delivers mails: to an SMTP server, or to the mailbox of a development server. */
export interface MailTransport {
  /**
   * Resolves when the mail was accepted. Throws DeliveryError; after an abort it may have been accepted too.
   */
  send(mail: AddressedMail, signal: AbortSignal): Promise<void>;
}

/** A mail was not accepted. Contains no address, no credential and no words of the mail or of the server. */
export class DeliveryError extends Error {
  /** True when the server has refused this mail for good, so that another attempt would be in vain. */
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent: boolean) {
    super(message);
    this.name = 'DeliveryError';
    this.isPermanent = isPermanent;
  }
}
