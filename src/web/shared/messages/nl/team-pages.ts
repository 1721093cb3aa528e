/** The page of a team: working on it, and what it says once the team is no more. */
export const teamPages = {
  'teamPage.part.team': 'Het team',
  'teamPage.parts': 'Delen van het team',
  'teamPage.photo.send': 'Zet deze foto op onze teampagina',
  'teamPage.hidePhoto': 'Toon onze foto niet',
  'teamPage.news.publish': 'Zet op onze teampagina',
  'teamPage.thankText':
    'Dag {name}, dank je wel voor je gift van {amount}! Dankzij jou wandelen we met nog meer goesting voor mensen op de vlucht. Je kan ons hier volgen: {address}. Warme groet van {team}',
  'formerTeam.merged': '{team} wandelt sinds {day} samen met <a>{into}</a>.',
  'formerTeam.dissolved': '{team} is er sinds {day} niet meer. Iedereen wandelt verder op eigen tempo.',
  'formerTeam.gifts':
    '{count, plural, one {# gift van {amount}. Die blijft waar ze gegeven is en telt} other {# giften, samen {amount}. Ze blijven waar ze gegeven zijn en tellen}} mee in het totaal van de wandeling.',
  'formerTeam.noGifts': 'Bij dit team staan geen giften.',
  'formerTeam.walkers': 'Waar iedereen nu wandelt',
  'formerTeam.nobody': 'Niemand uit dit team staat in onze lijsten.',
  'formerTeam.others': 'Bekijk alle teams',
  'register.already': 'Al ingeschreven? <a>Meld je aan</a>.',
} as const;
