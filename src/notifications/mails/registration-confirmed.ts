import { z } from 'zod';
import type { Language } from '../../domain/language.js';
import { formatMoney, formatNumber, formatTime, formatWeekday, LOCALES } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent, MailFact, MailLink } from '../mail-content.js';
import { readRegistrationFacts, type RegistrationFacts, type WalkerFacts } from '../read-mail-facts.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly certain: string;
  readonly ready: string;
}

interface Words {
  readonly walker: string;
  readonly participationType: string;
  readonly team: string;
  readonly captain: (team: string) => string;
  readonly start: string;
  readonly startAt: (day: string, time: string, place: string) => string;
  readonly day: string;
  readonly distance: string;
  readonly route: string;
  readonly ownRoute: string;
  readonly next: string;
  readonly share: string;
  readonly minimum: (amount: string) => string;
  readonly invite: (team: string) => string;
  readonly plan: string;
  readonly seePage: string;
  readonly seePageOf: (name: string) => string;
  readonly seeTeam: (team: string) => string;
  readonly seeRegistration: string;
  readonly questions: string;
  readonly code: string;
}

const SENTENCES: InEveryLanguage<RegistrationFacts, Sentences> = {
  nl: (registration) => {
    const several = registration.walkers.length > 1;
    return {
      subject: `${several ? 'Jullie zijn' : 'Je bent'} erbij: ${registration.editionTitle}`,
      heading: `${several ? 'Jullie zijn' : 'Je bent'} erbij, ${firstNames(registration)}!`,
      certain: `${several ? 'Jullie plaatsen' : 'Je plaats'} voor ${registration.editionTitle} ${several ? 'zijn' : 'is'} zeker. Fijn dat ${several ? 'jullie meewandelen' : 'je meewandelt'} voor mensen op de vlucht.`,
      ready: several ? 'Jullie sponsorpagina’s staan klaar.' : 'Je sponsorpagina staat klaar.',
    };
  },
  fr: (registration) => {
    const several = registration.walkers.length > 1;
    return {
      subject: `Vous en êtes\u00A0: ${registration.editionTitle}`,
      heading: `Vous en êtes, ${firstNames(registration)}\u00A0!`,
      certain: `${several ? 'Vos places sont confirmées' : 'Votre place est confirmée'} pour ${registration.editionTitle}. Merci de marcher pour les personnes en fuite.`,
      ready: several ? 'Vos pages de parrainage sont prêtes.' : 'Votre page de parrainage est prête.',
    };
  },
  en: (registration) => {
    const several = registration.walkers.length > 1;
    return {
      subject: `You are in: ${registration.editionTitle}`,
      heading: `You are in, ${firstNames(registration)}!`,
      certain: `Your ${several ? 'places are' : 'place is'} confirmed for ${registration.editionTitle}. It is good to have you walk for people on the run.`,
      ready: several ? 'Your fundraising pages are ready.' : 'Your fundraising page is ready.',
    };
  },
};

const WORDS: Readonly<Record<Language, Words>> = {
  nl: {
    walker: 'Wandelaar',
    participationType: 'Deelnameformule',
    team: 'Team',
    captain: (team) => `${team} (kapitein)`,
    start: 'Start',
    startAt: (day, time, place) => `${day} om ${time}, ${place}`,
    day: 'Dag',
    distance: 'Afstand',
    route: 'Route',
    ownRoute: 'Je eigen route, waar je maar wilt',
    next: 'En nu?',
    share: 'Stuur de link van je pagina naar drie mensen die je goed kent. De eerste gift zet de rest in beweging.',
    minimum: (amount) => `Elke wandelaar haalt minstens ${amount} op. Op je pagina zie je hoe ver je al bent.`,
    invite: (team) => `Nodig je vrienden uit voor ${team}: op de teampagina kunnen ze meteen inschrijven.`,
    plan: 'Kies waar en hoe ver je wandelt.',
    seePage: 'Bekijk je sponsorpagina',
    seePageOf: (name) => `De pagina van ${name}`,
    seeTeam: (team) => `De pagina van ${team}`,
    seeRegistration: 'Je inschrijving',
    questions: 'Vragen? Antwoord gerust op deze mail.',
    code: 'Je code voor de start',
  },
  fr: {
    walker: 'Marcheur',
    participationType: 'Formule',
    team: 'Équipe',
    captain: (team) => `${team} (capitaine)`,
    start: 'Départ',
    startAt: (day, time, place) => `${day} à ${time}, ${place}`,
    day: 'Jour',
    distance: 'Distance',
    route: 'Parcours',
    ownRoute: 'Votre propre parcours, où vous voulez',
    next: 'Et maintenant\u00A0?',
    share:
      'Envoyez le lien de votre page à trois personnes que vous connaissez bien. Le premier don entraîne les autres.',
    minimum: (amount) => `Chaque marcheur récolte au moins ${amount}. Votre page montre où vous en êtes.`,
    invite: (team) => `Invitez vos amis dans ${team}\u00A0: ils peuvent s’inscrire depuis la page de l’équipe.`,
    plan: 'Choisissez où et jusqu’où vous marchez.',
    seePage: 'Voir votre page de parrainage',
    seePageOf: (name) => `La page de ${name}`,
    seeTeam: (team) => `La page de ${team}`,
    seeRegistration: 'Votre inscription',
    questions: 'Une question\u00A0? Répondez simplement à cet e-mail.',
    code: 'Votre code pour le départ',
  },
  en: {
    walker: 'Walker',
    participationType: 'Taking part in',
    team: 'Team',
    captain: (team) => `${team} (captain)`,
    start: 'Start',
    startAt: (day, time, place) => `${day} at ${time}, ${place}`,
    day: 'Day',
    distance: 'Distance',
    route: 'Route',
    ownRoute: 'Your own route, wherever you like',
    next: 'What next?',
    share: 'Send the link of your page to three people you know well. The first gift gets the others moving.',
    minimum: (amount) => `Every walker raises at least ${amount}. Your page shows how far along you are.`,
    invite: (team) => `Invite your friends to ${team}: they can register from the team page.`,
    plan: 'Choose where and how far you walk.',
    seePage: 'See your fundraising page',
    seePageOf: (name) => `The page of ${name}`,
    seeTeam: (team) => `The page of ${team}`,
    seeRegistration: 'Your registration',
    questions: 'Questions? Just reply to this mail.',
    code: 'Your code for the start',
  },
};

/** The place is valid: when and where it starts, and what to do next. The same words for a place that was free. */
function registrationConfirmed(registration: RegistrationFacts): MailContent {
  const { language, walkers } = registration;
  const words = WORDS[language];
  const say = SENTENCES[language](registration);
  const several = walkers.length > 1;
  const [first] = walkers;
  return {
    from: registration.editionTitle,
    subject: say.subject,
    preview: say.ready,
    heading: say.heading,
    road: 'arrived',
    paragraphs: [say.certain, say.ready],
    facts: walkers.map((walker) => ({
      title: several ? walker.firstName : null,
      rows: factsOf(registration, walker, words),
    })),
    action: first === undefined || several ? null : { label: words.seePage, url: first.pageUrl },
    next: { title: words.next, steps: stepsOf(registration, words) },
    links: [
      ...(several
        ? walkers.map(({ firstName, pageUrl }) => ({ label: words.seePageOf(firstName), url: pageUrl }))
        : []),
      ...teamLinks(walkers, words),
      ...(walkers.some(({ group }) => group === 'central')
        ? [{ label: words.code, url: `${registration.url}#check-in` }]
        : []),
      { label: words.seeRegistration, url: registration.url },
    ],
    closing: [],
    footer: [words.questions],
  };
}

function firstNames({ language, walkers }: RegistrationFacts): string {
  return new Intl.ListFormat(LOCALES[language]).format(walkers.map(({ firstName }) => firstName));
}

function factsOf({ language, place, walkOn }: RegistrationFacts, walker: WalkerFacts, words: Words): MailFact[] {
  const facts: MailFact[] = [
    { label: words.walker, value: walker.name },
    { label: words.participationType, value: walker.participationType },
  ];
  if (walker.team !== null) {
    const { name, isCaptain } = walker.team;
    facts.push({ label: words.team, value: isCaptain ? words.captain(name) : name });
  }
  if (walker.startsAt === null) facts.push({ label: words.day, value: formatWeekday(language, walkOn) });
  else {
    const day = formatWeekday(language, walker.startsAt);
    facts.push({ label: words.start, value: words.startAt(day, formatTime(language, walker.startsAt), place) });
  }
  if (walker.group === 'own-route') facts.push({ label: words.route, value: words.ownRoute });
  if (walker.distanceKm !== null) {
    facts.push({ label: words.distance, value: `${formatNumber(language, walker.distanceKm)}\u00A0km` });
  }
  return facts;
}

function stepsOf({ language, currency, walkers }: RegistrationFacts, words: Words): string[] {
  const minimumMinor = Math.max(0, ...walkers.map((walker) => walker.minimumMinor));
  const captained = walkers.find(({ team }) => team?.isCaptain === true)?.team;
  return [
    words.share,
    ...(captained == null ? [] : [words.invite(captained.name)]),
    ...(walkers.some(({ group }) => group === 'own-route') ? [words.plan] : []),
    ...(minimumMinor > 0 ? [words.minimum(formatMoney(language, minimumMinor, currency))] : []),
  ];
}

/** Each team once, however many of its walkers are in the mail. */
function teamLinks(walkers: readonly WalkerFacts[], words: Words): MailLink[] {
  const labels = new Map<string, string>();
  for (const { team } of walkers) if (team !== null) labels.set(team.url, words.seeTeam(team.name));
  return [...labels].map(([url, label]) => ({ label, url }));
}

/** Sent while the place is valid. */
export const registrationConfirmedMail = defineMail({
  name: 'registration-confirmed',
  payload: z.object({ registrationId: z.uuid() }),
  about: ({ registrationId }) => registrationId,
  read: readRegistrationFacts,
  write: (registration: RegistrationFacts) =>
    registration.confirmed
      ? {
          email: registration.email,
          language: registration.language,
          content: registrationConfirmed(registration),
        }
      : null,
});
