export const donors = {
  'donor.title': 'Schenker {name}',
  'donor.correct': 'Verbeter',
  'donor.company': 'Bedrijf',
  'donor.correctText':
    'Giften van deze editie die de oude naam of het oude bedrijf dragen, krijgen de nieuwe. Er verschuift geen geld.',
  'donor.correctButton': 'Bewaar',
  'donor.gifts': 'Giften',
  'donor.noGifts': 'Geen giften meer in deze editie.',
  'donor.twins': 'Misschien dezelfde persoon',
  'donor.twinsText':
    'Deze schenkers lijken op {name}. Samenvoegen geeft al hun giften van deze editie aan {name}; je kunt het ongedaan maken.',
  'donor.noTwins': 'We vinden niemand die hierop lijkt.',
  'donor.has': '{gifts} giften, {raised}',
  'donor.merge': 'Voeg samen',
  'donor.mergeButton': 'Voeg samen met {name}',
  'donor.merges': 'Samengevoegd',
  'donor.mergeLine': '{from} → {into}: {gifts} giften',
  'donor.swap': 'Bekijk deze schenker',
  'donor.done.corrected': 'De schenker is verbeterd.',
  'donor.done.merged': 'De schenkers zijn samengevoegd.',
  'donor.done.undone': 'De samenvoeging is ongedaan gemaakt.',
  'desk.donorPage': 'Verbeter de schenker of voeg schenkers samen',
} as const;
