/** Which mails somebody gets. */
export const mailChoices = {
  'mailChoices.title': 'Welke mails wil je?',
  'mailChoices.intro': 'Vink aan wat je graag krijgt. Je kunt het altijd weer veranderen.',
  'mailChoices.topic.reminders': 'Herinneringen',
  'mailChoices.hint.reminders': 'Hoe ver je al bent, zolang er nog iets te gaan is.',
  'mailChoices.topic.milestones': 'Mijlpalen',
  'mailChoices.hint.milestones': 'Goed nieuws over je pagina of je team. Hoogstens één mail per dag.',
  'mailChoices.topic.next-edition': 'De volgende editie',
  'mailChoices.hint.next-edition': 'Eén mail wanneer de inschrijvingen opengaan, als je dat gevraagd hebt.',
  'mailChoices.save': 'Bewaar',
  'mailChoices.saved': 'Bewaard.',
  'mailChoices.stopOne': 'Deze mails niet meer',
  'mailChoices.stopping': 'Je las een mail over: {topic}. Met één klik krijg je die niet meer.',
  'mailChoices.others': 'Mails over een gift, je inschrijving, je team en het aanmelden krijg je altijd.',
  'milestones.badges': 'Mijlpalen',
  'mail.unsubscribe': 'Afmelden kan op',
} as const;
