/** The pages that explain: the amount, privacy, the rules. */
export const texts = {
  'amount.title': 'Zo is het bedrag opgebouwd',
  'amount.intro': 'Eén definitie, overal dezelfde: wat betaald is, min wat terugging.',
  'amount.asOf': 'Stand van {time}, telling nummer {revision}',
  'amount.part': 'Onderdeel',
  'amount.sum': 'Bedrag',
  'amount.paid': 'Online betaald',
  'amount.paidText': 'Giften waarvan de betaling bevestigd is.',
  'amount.refunded': 'Terugbetaald',
  'amount.refundedText': 'Giften die geheel of voor een deel teruggingen.',
  'amount.disputed': 'Betwist',
  'amount.disputedText': 'Betalingen die een bank onderzoekt of terugnam.',
  'amount.offline': 'Overschrijving en contant',
  'amount.offlineText': 'Buiten de site gegeven en nagekeken.',
  'amount.matched': 'Verdubbeling',
  'amount.matchedText': 'Door een bedrijf of fonds bijgelegd en afgerekend.',
  'amount.fees': 'Inschrijvingsgeld',
  'amount.feesText': 'Telt alleen mee omdat deze editie dat zo bepaalt.',
  'amount.raised': 'Opbrengst',
  'amount.onItsWay': 'Onderweg',
  'amount.onItsWayText': 'Aangekondigd en nog niet aangekomen. Telt niet mee in de opbrengst.',
  'amount.groups': 'Centrale start en eigen route',
  'amount.groupsText':
    'Giften aan wandelaars en teams, naar hun deelnameformule. Giften aan de hele wandeling horen bij geen van beide.',
  'amount.sumShown': '{parts} = {total}',

  'privacy.title': 'Privacy',
  'privacy.intro': 'Kort, en helemaal waar.',
  'privacy.cookies': 'Geen trackers, geen cookiebanner',
  'privacy.cookiesText':
    'Wie alleen leest of geeft, krijgt geen cookies. Vul je een adres in om je aan te melden, in te schrijven, te wachten of iets te beloven, dan onthoudt je browser dat adres een half uur, versleuteld; meld je je aan, dan onthoudt hij dat tot je je afmeldt. Meer doen onze cookies niet, en van anderen laden we niets: geen statistieken, geen advertenties, geen lettertypes van elders.',
  'privacy.donor': 'Als je geeft',
  'privacy.donorText':
    'We bewaren je naam, je e-mailadres, het bedrag, je boodschap en, als je die invult, de naam van je bedrijf. Je naam, boodschap en bedrag staan op de pagina waaraan je geeft. Vraag je om je naam niet te tonen, dan komt die op geen enkele openbare pagina.',
  'privacy.walker': 'Als je meewandelt',
  'privacy.walkerText':
    'We bewaren je naam, e-mailadres, geboortedatum, deelnameformule en, voor wie jong is, de naam en het e-mailadres van een ouder of voogd. Openbaar is alleen de naam op je sponsorpagina; van kinderen alleen de voornaam. Een gratis plaats staat op geen enkele pagina.',
  'privacy.payment': 'Als je betaalt',
  'privacy.paymentText':
    'De betaling gebeurt bij Stripe, op een eigen pagina. Wij zien nooit je kaart- of rekeningnummer. Stripe zegt ons of het bedrag aankwam.',
  'privacy.news': 'Nieuws',
  'privacy.newsText':
    'Je krijgt mails over je eigen gift of inschrijving. Nieuws krijg je alleen als je dat zelf aankruist.',
  'privacy.log': 'Techniek',
  'privacy.logText':
    'Om misbruik van het betaalformulier te stoppen, tellen we kort hoeveel aanvragen van één adres komen.',
  'privacy.rights': 'Jouw gegevens',
  'privacy.rightsText':
    'Je mag altijd vragen wat we van je bewaren, het laten verbeteren of laten wissen. Antwoord op een van onze mails, of schrijf naar Vluchtelingenwerk Vlaanderen. Wat de boekhouding moet bewaren, blijft zolang de wet dat vraagt.',

  'rules.title': 'Deelname\u00adreglement',
  'rules.intro': '{edition}, {day}.',
  'rules.commit': 'Je engagement',
  'rules.commitText':
    'Elke wandelaar zamelt minstens {amount} in; een team van vijf dus {five}. Wat een team samen inzamelt, telt samen.',
  'rules.fees': 'Inschrijving',
  'rules.feesText':
    'Je plaats is geldig zodra het inschrijvingsgeld betaald is. We houden ze {minutes, plural, one {# minuut} other {# minuten}} voor je vrij.',
  'rules.feesOut': 'Het inschrijvingsgeld telt niet mee als opbrengst.',
  'rules.feesIn': 'Het inschrijvingsgeld telt mee als opbrengst.',
  'rules.free': 'Gratis plaats',
  'rules.freeText':
    'Wie asielzoeker of vluchteling is, wandelt gratis mee. Kruis het aan bij je inschrijving; we vragen geen bewijs.',
  'rules.guardian': 'Kinderen en jongeren',
  'rules.guardianText':
    'Wie op de dag van de wandeling jonger is dan {age}, heeft de toestemming van een ouder of voogd nodig.',
  'rules.teams': 'Teams',
  'rules.teamsText': 'Een team heeft één kapitein en zoveel leden als het wil. Alleen wandelen mag ook.',
  'rules.teamsLimited': 'Een team heeft één kapitein en hoogstens {most} leden. Alleen wandelen mag ook.',
  'rules.gifts': 'Giften',
  'rules.giftsText':
    'Geven kan tot {day}. Een gift blijft waar de schenker ze gaf, ook als een wandelaar van team verandert.',
  'rules.types': 'Deelnameformules',
} as const;
