import type { MailTemplate } from './mail-template.js';

/** Mails with the links of accounts. To an address that is not proven they name the account that asks. */
export interface EmailTemplates {
  readonly 'verify-email': MailTemplate<'username' | 'link'>;
  readonly 'address-in-use': MailTemplate<'username'>;
  readonly invitation: MailTemplate<'username' | 'link'>;
  readonly 'password-reset': MailTemplate<'username' | 'link'>;
  readonly 'email-change': MailTemplate<'username' | 'link'>;
  readonly 'email-changed': MailTemplate<'username' | 'link'>;
  readonly 'email-change-undone': MailTemplate<'username' | 'link'>;
}

export const emailTemplates: EmailTemplates = {
  'verify-email': {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'Confirm your email address',
        paragraphs: ['Someone signed up as {{username}} with this email address. Confirm that it was you.'],
        action: 'Confirm the email address',
        notes: [
          'The link works once, for one day.',
          'If you did not choose the name {{username}}, do not confirm: the account would have your address.',
        ],
      },
      de: {
        subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
        paragraphs: [
          'Mit dieser E-Mail-Adresse hat sich jemand als {{username}} registriert. Bestätigen Sie, dass Sie es waren.',
        ],
        action: 'E-Mail-Adresse bestätigen',
        notes: [
          'Der Link funktioniert einmal, einen Tag lang.',
          'Wenn Sie den Namen {{username}} nicht gewählt haben, bestätigen Sie nicht: Das Konto hätte sonst Ihre Adresse.',
        ],
      },
    },
  },
  'address-in-use': {
    values: ['username'],
    content: {
      en: {
        subject: 'You already have an account',
        paragraphs: [
          'Someone tried to sign up with this email address, which belongs to your account {{username}}.',
          'If it was you, sign in as {{username}}. You can reset a forgotten password on the sign-in page.',
        ],
        notes: ['If it was not you, ignore this mail. Your account has not changed.'],
      },
      de: {
        subject: 'Sie haben bereits ein Konto',
        paragraphs: [
          'Jemand wollte sich mit dieser E-Mail-Adresse registrieren. Sie gehört zu Ihrem Konto {{username}}.',
          'Wenn Sie es waren, melden Sie sich als {{username}} an. Ein vergessenes Passwort können Sie auf der Anmeldeseite zurücksetzen.',
        ],
        notes: ['Wenn Sie es nicht waren, ignorieren Sie diese Mail. Ihr Konto ist unverändert.'],
      },
    },
  },
  invitation: {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'You have been invited',
        paragraphs: [
          'An account with the name {{username}} was created for you. Choose a password to use it.',
        ],
        action: 'Accept the invitation',
        notes: ['The link works once, for seven days.'],
      },
      de: {
        subject: 'Sie wurden eingeladen',
        paragraphs: [
          'Für Sie wurde ein Konto mit dem Namen {{username}} angelegt. Wählen Sie ein Passwort, um es zu verwenden.',
        ],
        action: 'Einladung annehmen',
        notes: ['Der Link funktioniert einmal, sieben Tage lang.'],
      },
    },
  },
  'password-reset': {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'Reset your password',
        paragraphs: ['Choose a new password for your account {{username}}.'],
        action: 'Choose a new password',
        notes: [
          'The link works once, for one hour. Only the newest link works.',
          'If you did not expect this mail, ignore it: without the link nobody can choose a password.',
        ],
      },
      de: {
        subject: 'Setzen Sie Ihr Passwort zurück',
        paragraphs: ['Wählen Sie ein neues Passwort für Ihr Konto {{username}}.'],
        action: 'Neues Passwort wählen',
        notes: [
          'Der Link funktioniert einmal, eine Stunde lang. Nur der neueste Link funktioniert.',
          'Wenn Sie diese Mail nicht erwartet haben, ignorieren Sie sie: Ohne den Link kann niemand ein Passwort wählen.',
        ],
      },
    },
  },
  'email-change': {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'Confirm your new email address',
        paragraphs: ['The owner of the account {{username}} wants to use this email address from now on.'],
        action: 'Confirm the new address',
        notes: [
          'The link works once, for one hour, for the user who is signed in as {{username}}.',
          'If this is not your account, ignore this mail.',
        ],
      },
      de: {
        subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
        paragraphs: ['Wer das Konto {{username}} besitzt, möchte künftig diese E-Mail-Adresse verwenden.'],
        action: 'Neue Adresse bestätigen',
        notes: [
          'Der Link funktioniert einmal, eine Stunde lang, wenn Sie als {{username}} angemeldet sind.',
          'Wenn das nicht Ihr Konto ist, ignorieren Sie diese Mail.',
        ],
      },
    },
  },
  'email-changed': {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'Your email address was changed',
        paragraphs: [
          'Your account {{username}} has another email address now. If you changed it, you need not do anything.',
          'If it was not you, someone knows your password. Take the change back: your account gets this address again, everybody is signed out, and you choose a new password.',
        ],
        action: 'Take the change back',
        notes: ['The link works once, for three days.'],
      },
      de: {
        subject: 'Ihre E-Mail-Adresse wurde geändert',
        paragraphs: [
          'Ihr Konto {{username}} hat jetzt eine andere E-Mail-Adresse. Wenn Sie sie geändert haben, müssen Sie nichts tun.',
          'Wenn Sie es nicht waren, kennt jemand Ihr Passwort. Machen Sie die Änderung rückgängig: Ihr Konto erhält wieder diese Adresse, alle werden abgemeldet, und Sie wählen ein neues Passwort.',
        ],
        action: 'Änderung rückgängig machen',
        notes: ['Der Link funktioniert einmal, drei Tage lang.'],
      },
    },
  },
  'email-change-undone': {
    values: ['username', 'link'],
    content: {
      en: {
        subject: 'Your email address was restored',
        paragraphs: [
          'Your account {{username}} has this email address again. Everybody was signed out, and the password was removed, because the person who changed the address knew it.',
        ],
        action: 'Choose a new password',
        notes: ['The link works once, for one hour. After that, reset your password on the sign-in page.'],
      },
      de: {
        subject: 'Ihre E-Mail-Adresse wurde wiederhergestellt',
        paragraphs: [
          'Ihr Konto {{username}} hat wieder diese E-Mail-Adresse. Alle wurden abgemeldet, und das Passwort wurde entfernt, denn wer die Adresse geändert hat, kannte es.',
        ],
        action: 'Neues Passwort wählen',
        notes: [
          'Der Link funktioniert einmal, eine Stunde lang. Danach setzen Sie Ihr Passwort auf der Anmeldeseite zurück.',
        ],
      },
    },
  },
};
