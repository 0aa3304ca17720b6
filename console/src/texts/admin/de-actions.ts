import type { AdminTexts } from './index.js';

/** The dialogs of the console in German. */
export const deActions: AdminTexts['actions'] = {
  reason: 'Grund',
  reasonHint: 'Eine Zeile, für das Protokoll.',
  until: 'Bis',
  untilHint: 'Ohne Zeitpunkt, bis jemand die Sperre aufhebt.',
  done: 'Erledigt',
  working: (done, all) => `${done} von ${all}`,
  what: 'Was dies bewirkt',
  invite: {
    title: (name) => `${name} erneut einladen`,
    short: 'Erneut einladen',
    effects: ['Der bisherige Link wird ungültig.', 'Ein neuer Link wird einmal gezeigt.'],
    submit: 'Link ausstellen',
    link: (name) => `Einladungslink für ${name}`,
  },
  reset: {
    title: (name) => `Passwort von ${name} zurücksetzen`,
    short: 'Passwort zurücksetzen',
    effects: [
      'Das Passwort wird sofort entfernt.',
      'Alle Sitzungen des Benutzers enden.',
      'Ein Link, mit dem der Benutzer ein neues Passwort wählt, wird einmal gezeigt.',
    ],
    submit: 'Passwort zurücksetzen',
    link: (name) => `Link für ${name} zur Wahl eines Passworts`,
  },
  role: {
    title: (name) => `Rolle von ${name} ändern`,
    short: 'Rolle ändern',
    effects: [
      'Eine niedrigere Rolle beendet alle Sitzungen des Benutzers.',
      'Eine höhere Rolle gilt sofort.',
    ],
    submit: 'Rolle ändern',
  },
  disable: {
    title: (name) => `${name} sperren`,
    short: 'Sperren',
    effects: ['Der Benutzer kann sich nicht anmelden.', 'Alle Sitzungen des Benutzers enden sofort.'],
    submit: 'Sperren',
    done: (name) => `${name} ist gesperrt.`,
  },
  enable: {
    title: (name) => `Sperre von ${name} aufheben`,
    short: 'Sperre aufheben',
    effects: ['Der Benutzer kann sich wieder anmelden.', 'Beendete Sitzungen bleiben beendet.'],
    submit: 'Sperre aufheben',
    done: (name) => `Die Sperre von ${name} ist aufgehoben.`,
  },
  unlock: {
    title: (name) => `Fehlversuche von ${name} löschen`,
    short: 'Fehlversuche löschen',
    effects: [
      'Fehlgeschlagene Anmeldungen werden vergessen.',
      'Der Benutzer kann es sofort wieder versuchen.',
    ],
    submit: 'Fehlversuche löschen',
    done: (name) => `${name} kann es wieder versuchen.`,
  },
  end: {
    title: (name) => `Alle Sitzungen von ${name} beenden`,
    short: 'Alle Sitzungen beenden',
    effects: ['Jedes Gerät des Benutzers wird sofort abgemeldet.', 'Der Benutzer kann sich wieder anmelden.'],
    submit: 'Alle Sitzungen beenden',
    done: (count, isOne) => (isOne ? 'Eine Sitzung beendet.' : `${count} Sitzungen beendet.`),
  },
  endOne: {
    title: (name) => `Eine Sitzung von ${name} beenden`,
    effects: ['Dieses Gerät wird sofort abgemeldet.', 'Der Benutzer kann sich wieder anmelden.'],
    submit: 'Sitzung beenden',
  },
  factors: {
    title: (name) => `Zweite Faktoren von ${name} zurücksetzen`,
    short: 'Zweite Faktoren zurücksetzen',
    effects: [
      'Authenticator-App, Passkeys und Wiederherstellungscodes des Benutzers werden entfernt.',
      'Alle Sitzungen des Benutzers enden.',
      'Bis neue eingerichtet sind, genügt das Passwort allein.',
    ],
    submit: 'Zweite Faktoren zurücksetzen',
    done: (name) => `Die zweiten Faktoren von ${name} sind entfernt.`,
  },
  delete: {
    title: (name) => `${name} löschen`,
    short: 'Löschen',
    effects: [
      'Sitzungen, Passwort und offene Links des Benutzers werden entfernt.',
      'Benutzername und E-Mail-Adresse werden wieder frei.',
      'Dies lässt sich nicht rückgängig machen.',
    ],
    submit: 'Löschen',
    done: (name) => `${name} ist gelöscht.`,
  },
  edit: {
    title: (name) => `Profil von ${name} bearbeiten`,
    submit: 'Speichern',
    done: 'Das Profil ist gespeichert.',
    emailHint: 'Eine andere Adresse gilt als nicht bestätigt.',
    verified: 'Die Adresse gehört dem Benutzer',
    localeHint: 'Ein Sprachkürzel wie de oder de-AT.',
    metadataHint: 'Ein JSON-Objekt.',
    metadataInvalid: 'Dies ist kein JSON-Objekt.',
  },
  create: {
    title: 'Neuer Benutzer',
    submit: 'Anlegen',
    how: 'Wie der Benutzer sich anmeldet',
    invite: 'Mit einer Einladung: einem Link, mit dem der Benutzer ein Passwort wählt',
    password: 'Mit einem Passwort, das Sie wählen',
    mustChange: 'Das Passwort muss bei der ersten Anmeldung geändert werden',
    link: (name) => `Einladungslink für ${name}`,
    done: (name) => `${name} ist angelegt.`,
  },
  endAll: {
    title: 'Die Sitzungen aller Benutzer beenden',
    effects: [
      'Alle werden sofort abgemeldet, auch Sie.',
      'Gedacht für ein Leck oder nach dem Einspielen einer Sicherung.',
      'Passwörter und Schlüssel ändern sich nicht.',
    ],
    submit: 'Alle Sitzungen beenden',
  },
  rotate: {
    title: 'Signaturschlüssel wechseln',
    effects: ['Ein neuer Schlüssel löst den aktiven ab.', 'Gültige Token bleiben gültig.'],
    submit: 'Wechseln',
  },
  revoke: {
    title: (kid) => `Den Schlüssel ${kid} widerrufen`,
    effects: [
      'Jedes damit signierte Zugriffstoken wird von diesem Server sofort abgelehnt.',
      'Wer angemeldet ist, bekommt von selbst ein neues Token.',
      'Ist es der aktive Schlüssel, so wird ein anderer aktiv.',
      'Dies lässt sich nicht rückgängig machen.',
    ],
    submit: 'Widerrufen',
  },
  bulk: {
    titles: {
      disable: (count, isOne) => (isOne ? 'Einen Benutzer sperren' : `${count} Benutzer sperren`),
      enable: (count, isOne) => (isOne ? 'Eine Sperre aufheben' : `${count} Sperren aufheben`),
      end: (count, isOne) =>
        isOne ? 'Die Sitzungen eines Benutzers beenden' : `Die Sitzungen von ${count} Benutzern beenden`,
    },
    and: (count) => `und ${count} weitere`,
    ok: 'erledigt',
    ended: (count) => `${count} beendet`,
    results: 'Ergebnisse',
  },
  conflict: {
    title: 'Jemand anders hat diesen Benutzer inzwischen geändert',
    lead: 'Änderungen prüfen. Erneutes Senden überschreibt sie, wo sie von Ihren abweichen.',
    none: 'Geändert wurden nur Felder, die hier nicht stehen.',
    change: (field, from, to) => `${field}: ${from} → ${to}`,
  },
};
