import { defineMail } from '../define-mail.js';
import type { InEveryLanguage } from '../mail-content.js';
import { type PledgeFacts, readPledgeFacts } from '../read-pledge-facts.js';
import { aboutPledge, PledgePayload, toPledger } from './pledge-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly notKnown: string;
  readonly nothing: string;
}

const SENTENCES: InEveryLanguage<PledgeFacts, Sentences> = {
  nl: (pledge) => ({
    subject: `Je belofte aan ${pledge.walkerName} is voorbij: je hoeft niets te betalen`,
    heading: `Dag ${pledge.name}`,
    notKnown: `We weten nog altijd niet hoe ver ${pledge.walkerName} gewandeld heeft, en het inzamelen is afgelopen. Daarom laten we je belofte los.`,
    nothing: 'Je hoeft niets te doen, en we vragen er niet meer naar. Dank je wel dat je er wilde zijn.',
  }),
  fr: (pledge) => ({
    subject: `Votre promesse à ${pledge.walkerName} est terminée\u00A0: vous n’avez rien à payer`,
    heading: `Bonjour ${pledge.name}`,
    notKnown: `Nous ne savons toujours pas quelle distance ${pledge.walkerName} a parcourue, et la collecte est close. Nous vous libérons donc de votre promesse.`,
    nothing: 'Vous n’avez rien à faire, et nous n’y reviendrons plus. Merci d’avoir voulu être là.',
  }),
  en: (pledge) => ({
    subject: `Your promise to ${pledge.walkerName} is over: there is nothing to pay`,
    heading: `Hello ${pledge.name}`,
    notKnown: `We still do not know how far ${pledge.walkerName} walked, and the collection has closed. So we let your promise go.`,
    nothing: 'There is nothing for you to do, and we will not ask again. Thank you for wanting to be there.',
  }),
};

/** Sent when a promise is let go because nobody confirmed the kilometres: whoever made it need not wonder. */
export const pledgeLetGoMail = defineMail({
  name: 'pledge-let-go',
  payload: PledgePayload,
  about: ({ pledgeId }) => pledgeId,
  read: readPledgeFacts,
  write: (pledge: PledgeFacts) => {
    if (pledge.state !== 'lapsed' || pledge.settled !== null) return null;
    const { notKnown, nothing, ...say } = SENTENCES[pledge.language](pledge);
    const paragraphs = [notKnown, nothing];
    return toPledger(
      pledge,
      aboutPledge(pledge, { ...say, preview: nothing, paragraphs, action: null, road: 'arrived' }),
    );
  },
});
