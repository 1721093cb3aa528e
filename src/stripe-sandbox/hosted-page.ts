import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import type { Account } from './account.js';
import { parseParameters, textOf } from './parameters.js';
import { MONTHLY_CHOICES, type MonthlyChoice, PAYMENT_CHOICES, type PaymentChoice } from './payment-choices.js';

type PageLanguage = 'nl' | 'fr' | 'en';

interface Words {
  readonly title: string;
  readonly note: string;
  readonly legend: string;
  readonly pay: string;
  readonly back: string;
  readonly declined: string;
  readonly over: string;
  readonly choices: Record<PaymentChoice | MonthlyChoice, string>;
  readonly monthly: string;
  readonly paid: string;
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
      card_fails_later: 'Kaart die nu werkt en later geweigerd wordt',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'SEPA-domiciliëring die later lukt',
      sepa_fails: 'SEPA-domiciliëring die later mislukt',
    },
    monthly: 'per maand',
    paid: 'Deze rekening is betaald.',
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
      card_fails_later: 'Carte qui fonctionne maintenant et sera refusée plus tard',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'Domiciliation SEPA qui réussit plus tard',
      sepa_fails: 'Domiciliation SEPA qui échoue plus tard',
    },
    monthly: 'par mois',
    paid: 'Cette facture est payée.',
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
      card_fails_later: 'Card that works now and is declined later',
      bancontact: 'Bancontact',
      ideal: 'iDEAL',
      sepa_succeeds: 'SEPA debit that succeeds later',
      sepa_fails: 'SEPA debit that fails later',
    },
    monthly: 'a month',
    paid: 'This invoice is paid.',
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

/** Mounts the pages where a person pays: forms that work without script, in the session's language. */
export function mountHostedPage(app: FastifyInstance, account: Account): void {
  app.get<{ Params: { id: string } }>('/c/pay/:id', ({ params: { id } }, reply) =>
    account.sessions.get(id) === undefined
      ? sendPage(reply, 404, unknownPage())
      : sendPage(reply, 200, sessionPage(account, id, false)),
  );
  app.post<{ Params: { id: string } }>('/c/pay/:id', ({ params: { id }, body }, reply) => {
    const session = account.sessions.get(id);
    if (session === undefined) return sendPage(reply, 404, unknownPage());
    const choice = choiceOf(body, choicesOf(session));
    if (session.status !== 'open') return sendPage(reply, 409, sessionPage(account, id, false));
    if (choice === undefined) return sendPage(reply, 422, sessionPage(account, id, false));
    if (account.pay(id, choice) === 'declined') return sendPage(reply, 402, sessionPage(account, id, true));
    return reply.redirect(account.orderOf(id).successUrl.replace('{CHECKOUT_SESSION_ID}', id), 303);
  });

  app.get<{ Params: { id: string } }>('/i/:id', ({ params: { id } }, reply) =>
    account.invoices.get(id) === undefined
      ? sendPage(reply, 404, unknownPage())
      : sendPage(reply, 200, invoicePage(account.invoice(id), false)),
  );
  app.post<{ Params: { id: string } }>('/i/:id', ({ params: { id }, body }, reply) => {
    const invoice = account.invoices.get(id);
    if (invoice === undefined) return sendPage(reply, 404, unknownPage());
    const choice = choiceOf(body, INVOICE_CHOICES);
    if (invoice.status !== 'open') return sendPage(reply, 409, invoicePage(invoice, false));
    if (choice === undefined) return sendPage(reply, 422, invoicePage(invoice, false));
    const { outcome, invoice: tried } = account.payInvoice(id, choice);
    return sendPage(reply, outcome === 'declined' ? 402 : 200, invoicePage(tried, outcome === 'declined'));
  });
}

const INVOICE_CHOICES = ['card', 'card_declined'] as const;

function choicesOf({ mode }: { readonly mode: string }): readonly (PaymentChoice | MonthlyChoice)[] {
  return mode === 'subscription' ? MONTHLY_CHOICES : PAYMENT_CHOICES;
}

function choiceOf<Choice extends string>(body: unknown, choices: readonly Choice[]): Choice | undefined {
  const method = textOf(parseParameters(typeof body === 'string' ? body : ''), 'method');
  return choices.find((it) => it === method);
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').send(html);
}

/** A link that was cut, or one of another stand-in: in three languages, since nobody knows whose it was. */
function unknownPage(): string {
  const sentences = (['nl', 'fr', 'en'] as const).map(
    (language) => `<p lang="${language}">${WORDS[language].over}</p>`,
  );
  return documentOf('en', WORDS.en.title, `<h1>${WORDS.en.title}</h1>${sentences.join('')}`);
}

function amountOf(language: PageLanguage, amount: number, currency: string): string {
  return new Intl.NumberFormat(`${language}-BE`, { style: 'currency', currency }).format(amount / 100);
}

function sessionPage(account: Account, id: string, declined: boolean): string {
  const session = account.session(id);
  const order = account.orderOf(id);
  const language = languageOf(order.locale);
  const words = WORDS[language];
  const amount = amountOf(language, order.amount, order.currency);
  const back = order.cancelUrl === null ? '' : `<p><a href="${escaped(order.cancelUrl)}">${words.back}</a></p>`;
  if (session.status !== 'open') {
    return documentOf(language, words.title, `<h1>${words.title}</h1><p>${words.over}</p>${back}`);
  }
  const each = order.subscription === null ? amount : `${amount} ${words.monthly}`;
  const form = formOf(language, `/c/pay/${id}`, choicesOf(session), amount);
  return documentOf(language, words.title, `${contentOf(language, each, order.description, declined)}${form}${back}`);
}

/** The page of an invoice, where a card that failed is made good. Stripe shows it in the language of the browser. */
function invoicePage(invoice: Stripe.Invoice, declined: boolean): string {
  const language = 'en';
  const words = WORDS[language];
  const amount = amountOf(language, invoice.amount_due, invoice.currency);
  if (invoice.status !== 'open') {
    const said = invoice.status === 'paid' ? words.paid : words.over;
    return documentOf(language, words.title, `<h1>${words.title}</h1><p role="status">${said}</p>`);
  }
  const form = formOf(language, `/i/${invoice.id}`, INVOICE_CHOICES, amount);
  return documentOf(language, words.title, `${contentOf(language, amount, invoice.number ?? '', declined)}${form}`);
}

function contentOf(language: PageLanguage, amount: string, description: string, declined: boolean): string {
  const words = WORDS[language];
  return `<p class="note">${words.note}</p><h1 class="amount">${escaped(amount)}</h1><p>${escaped(description)}</p>
${declined ? `<p class="error" role="alert">${words.declined}</p>` : ''}
`;
}

function formOf(
  language: PageLanguage,
  action: string,
  choices: readonly (PaymentChoice | MonthlyChoice)[],
  amount: string,
): string {
  const words = WORDS[language];
  const checked = choices.includes('bancontact') ? 'bancontact' : 'card';
  const radios = choices.map(
    (choice) =>
      `<label><input type="radio" name="method" value="${choice}" required${choice === checked ? ' checked' : ''}>${words.choices[choice]}</label>`,
  );
  return `<form method="post" action="${escaped(action)}"><fieldset><legend>${words.legend}</legend>${radios.join('')}</fieldset><button type="submit">${words.pay} ${escaped(amount)}</button></form>`;
}
