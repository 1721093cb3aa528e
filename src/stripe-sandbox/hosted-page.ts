import type { FastifyInstance } from 'fastify';
import { type Account, PAYMENT_CHOICES, type PaymentChoice } from './account.js';
import { parseParameters, textOf } from './parameters.js';

type PageLanguage = 'nl' | 'fr' | 'en';

interface Words {
  readonly title: string;
  readonly note: string;
  readonly legend: string;
  readonly pay: string;
  readonly back: string;
  readonly declined: string;
  readonly over: string;
  readonly choices: Record<PaymentChoice, string>;
}

const WORDS: Record<PageLanguage, Words> = {
  nl: {
    title: 'Betalen',
    note: 'Dit is een oefenpagina die de plaats van Stripe inneemt. Er wordt niets betaald.',
    legend: 'Hoe wil je betalen?',
    pay: 'Betaal',
    back: 'Terug',
    declined: 'Je kaart werd geweigerd. Probeer het opnieuw, of kies iets anders.',
    over: 'Deze betaalpagina is afgesloten.',
    choices: {
      card: 'Kaart die werkt',
      card_declined: 'Kaart die geweigerd wordt',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'SEPA-domiciliëring die later lukt',
      sepa_fails: 'SEPA-domiciliëring die later mislukt',
    },
  },
  fr: {
    title: 'Payer',
    note: "Cette page d'exercice remplace Stripe. Rien n'est payé.",
    legend: 'Comment voulez-vous payer ?',
    pay: 'Payer',
    back: 'Retour',
    declined: 'Votre carte a été refusée. Réessayez, ou choisissez autre chose.',
    over: 'Cette page de paiement est fermée.',
    choices: {
      card: 'Carte qui fonctionne',
      card_declined: 'Carte refusée',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'Domiciliation SEPA qui réussit plus tard',
      sepa_fails: 'Domiciliation SEPA qui échoue plus tard',
    },
  },
  en: {
    title: 'Pay',
    note: 'This practice page stands in for Stripe. Nothing is paid.',
    legend: 'How do you want to pay?',
    pay: 'Pay',
    back: 'Back',
    declined: 'Your card was declined. Try again, or choose another way.',
    over: 'This payment page is closed.',
    choices: {
      card: 'Card that works',
      card_declined: 'Card that is declined',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'SEPA debit that succeeds later',
      sepa_fails: 'SEPA debit that fails later',
    },
  },
};

const STYLE = `body{margin:0;font:17px/1.5 system-ui,sans-serif;background:#eef1f6;color:#1b2330}
main{max-width:26rem;margin:0 auto;padding:1.5rem 1rem}
.note{background:#fff4d6;border-radius:8px;padding:.75rem 1rem;font-size:.9rem}
.amount{font-size:2.4rem;font-weight:700;margin:1rem 0 0}
fieldset{border:0;padding:0;margin:1.5rem 0}legend{font-weight:600;margin-bottom:.5rem}
label{display:flex;gap:.75rem;align-items:center;background:#fff;border:1px solid #b9c2d0;border-radius:8px;padding:.75rem 1rem;margin-bottom:.5rem}
button{width:100%;min-height:3rem;font:600 1.05rem system-ui;color:#fff;background:#3b4fd8;border:0;border-radius:8px}
.error{background:#fbe3dc;border-radius:8px;padding:.75rem 1rem}a{color:#2a3bb0}`;

function languageOf(locale: string | null): PageLanguage {
  return locale === 'nl' || locale === 'fr' ? locale : 'en';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`);
}

function documentOf(language: PageLanguage, title: string, content: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>`;
}

/** Mounts the page where a person pays: a form that works without script, in the session's language. */
export function mountHostedPage(app: FastifyInstance, account: Account): void {
  app.get<{ Params: { id: string } }>('/c/pay/:id', (request, reply) => {
    const { id } = request.params;
    void reply.type('text/html; charset=utf-8');
    return account.sessions.get(id) === undefined
      ? reply.status(404).send(unknownPage())
      : reply.send(pageOf(account, id, false));
  });

  app.post<{ Params: { id: string } }>('/c/pay/:id', (request, reply) => {
    const { id } = request.params;
    const session = account.sessions.get(id);
    if (session === undefined) return reply.status(404).type('text/html; charset=utf-8').send(unknownPage());
    const method = textOf(parseParameters(typeof request.body === 'string' ? request.body : ''), 'method');
    const choice = PAYMENT_CHOICES.find((it) => it === method);
    if (session.status !== 'open' || choice === undefined) {
      return reply
        .status(session.status === 'open' ? 422 : 409)
        .type('text/html; charset=utf-8')
        .send(pageOf(account, id, false));
    }
    if (account.pay(id, choice) === 'declined') {
      return reply
        .status(402)
        .type('text/html; charset=utf-8')
        .send(pageOf(account, id, true));
    }
    return reply.redirect(account.orderOf(id).successUrl.replace('{CHECKOUT_SESSION_ID}', id), 303);
  });
}

/** A link that was cut, or one of another stand-in: in three languages, since nobody knows whose it was. */
function unknownPage(): string {
  const sentences = (['nl', 'fr', 'en'] as const).map(
    (language) => `<p lang="${language}">${WORDS[language].over}</p>`,
  );
  return documentOf('en', WORDS.en.title, `<h1>${WORDS.en.title}</h1>${sentences.join('')}`);
}

function pageOf(account: Account, id: string, declined: boolean): string {
  const session = account.session(id);
  const order = account.orderOf(id);
  const language = languageOf(order.locale);
  const words = WORDS[language];
  const amount = new Intl.NumberFormat(`${language}-BE`, { style: 'currency', currency: order.currency }).format(
    order.amount / 100,
  );
  const back = order.cancelUrl === null ? '' : `<p><a href="${escaped(order.cancelUrl)}">${words.back}</a></p>`;
  if (session.status !== 'open') {
    return documentOf(language, words.title, `<h1>${words.title}</h1><p>${words.over}</p>${back}`);
  }
  const choices = PAYMENT_CHOICES.map(
    (choice) =>
      `<label><input type="radio" name="method" value="${choice}" required${choice === 'bancontact' ? ' checked' : ''}>${words.choices[choice]}</label>`,
  ).join('');
  return documentOf(
    language,
    words.title,
    `<p class="note">${words.note}</p><h1 class="amount">${escaped(amount)}</h1><p>${escaped(order.description)}</p>
${declined ? `<p class="error" role="alert">${words.declined}</p>` : ''}
<form method="post" action="/c/pay/${escaped(id)}"><fieldset><legend>${words.legend}</legend>${choices}</fieldset><button type="submit">${words.pay} ${escaped(amount)}</button></form>${back}`,
  );
}
