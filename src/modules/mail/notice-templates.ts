import type { MailTemplate } from './mail-template.js';

/** Notices about changes of an account that its owner may not have made. */
export interface NoticeTemplates {
  readonly 'new-device': MailTemplate<'username' | 'device' | 'time'>;
  readonly 'password-changed': MailTemplate<'username' | 'time'>;
  readonly 'factor-added': MailTemplate<'username' | 'time'>;
  readonly 'factor-removed': MailTemplate<'username' | 'time'>;
  readonly 'account-disabled': MailTemplate<'username' | 'time'>;
  readonly 'test-mail': MailTemplate<'username'>;
}

export const noticeTemplates: NoticeTemplates = {
  'new-device': {
    values: ['username', 'device', 'time'],
    content: {
      en: {
        subject: 'New sign-in to your account',
        paragraphs: [
          'Someone signed in to your account {{username}} on a device that was not used with it before.',
          'Device: {{device}}',
          'Time: {{time}}',
        ],
        notes: ['If this was not you, change your password and end the sessions that you do not recognize.'],
      },
      de: {
        subject: 'Neue Anmeldung in Ihrem Konto',
        paragraphs: [
          'In Ihrem Konto {{username}} hat sich jemand mit einem Gerät angemeldet, das dort bisher nicht verwendet wurde.',
          'Gerät: {{device}}',
          'Zeit: {{time}}',
        ],
        notes: [
          'Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie die Sitzungen, die Sie nicht kennen.',
        ],
      },
    },
  },
  'password-changed': {
    values: ['username', 'time'],
    content: {
      en: {
        subject: 'Your password was changed',
        paragraphs: ['The password of your account {{username}} was changed at {{time}}.'],
        notes: ['If this was not you, reset your password now, or contact the operator of this server.'],
      },
      de: {
        subject: 'Ihr Passwort wurde geändert',
        paragraphs: ['Das Passwort Ihres Kontos {{username}} wurde geändert ({{time}}).'],
        notes: [
          'Wenn Sie das nicht waren, setzen Sie Ihr Passwort jetzt zurück oder wenden Sie sich an den Betreiber dieses Servers.',
        ],
      },
    },
  },
  'factor-added': {
    values: ['username', 'time'],
    content: {
      en: {
        subject: 'A sign-in method was added to your account',
        paragraphs: ['A second factor or a passkey was added to your account {{username}} at {{time}}.'],
        notes: ['If this was not you, remove it, change your password and end your other sessions.'],
      },
      de: {
        subject: 'Ihrem Konto wurde ein Anmeldeverfahren hinzugefügt',
        paragraphs: [
          'Ihrem Konto {{username}} wurde ein zweiter Faktor oder ein Passkey hinzugefügt ({{time}}).',
        ],
        notes: [
          'Wenn Sie das nicht waren, entfernen Sie ihn, ändern Sie Ihr Passwort und beenden Sie Ihre anderen Sitzungen.',
        ],
      },
    },
  },
  'factor-removed': {
    values: ['username', 'time'],
    content: {
      en: {
        subject: 'A sign-in method was removed from your account',
        paragraphs: ['A second factor or a passkey was removed from your account {{username}} at {{time}}.'],
        notes: ['If this was not you, change your password and end your other sessions.'],
      },
      de: {
        subject: 'Ein Anmeldeverfahren wurde aus Ihrem Konto entfernt',
        paragraphs: [
          'Aus Ihrem Konto {{username}} wurde ein zweiter Faktor oder ein Passkey entfernt ({{time}}).',
        ],
        notes: ['Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie Ihre anderen Sitzungen.'],
      },
    },
  },
  'account-disabled': {
    values: ['username', 'time'],
    content: {
      en: {
        subject: 'Your account was disabled',
        paragraphs: [
          'Your account {{username}} was disabled at {{time}}. You have been signed out on all devices.',
        ],
        notes: ['If you have questions, contact the operator of this server.'],
      },
      de: {
        subject: 'Ihr Konto wurde gesperrt',
        paragraphs: [
          'Ihr Konto {{username}} wurde gesperrt ({{time}}). Sie wurden auf allen Geräten abgemeldet.',
        ],
        notes: ['Bei Fragen wenden Sie sich an den Betreiber dieses Servers.'],
      },
    },
  },
  'test-mail': {
    values: ['username'],
    content: {
      en: {
        subject: 'This is a test',
        paragraphs: ['Mail from this server reaches you. You asked for this test as {{username}}.'],
        notes: ['There is nothing to do.'],
      },
      de: {
        subject: 'Das ist ein Test',
        paragraphs: [
          'Mails dieses Servers kommen bei Ihnen an. Sie haben diesen Test als {{username}} angefordert.',
        ],
        notes: ['Es ist nichts zu tun.'],
      },
    },
  },
};
