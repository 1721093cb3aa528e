/** Where a name of the story comes from; decides names, script and the likely language on screen. */
export type Community = 'flemish' | 'brussels' | 'arabic' | 'ukrainian' | 'tigrinya' | 'afghan' | 'somali' | 'english';

/** A list of names out of one line of text. */
function names(line: string): readonly string[] {
  return line.split(',').map((name) => name.trim());
}

export const FIRST_NAMES: Readonly<Record<Community, readonly string[]>> = {
  flemish: names(
    `Lotte, Emma, Jef, Wout, Hanne, Sofie, Pieter, Maarten, Griet, Bram, Tine, Els, Koen, Joris, Marieke, An, Luc, Rita,
    Stijn, Kato, Fien, Seppe, Ward, Nele, Ilse, Dirk, Geert, Veerle, Lieve, Jozefien, Arne, Toon, Leen, Katrijn, Ruben,
    Tuur, Sien, Nand, Maud, Jana, Robbe, Inge, Guido, Hilde, Karel, Lowie, Mats, Noor, Oskar, Pepijn, Roos, Staf, Tijs,
    Ute, Viktor, Willem, Yana, Zita, Goedele, Godelieve, Annelies, Bart, Cis, Door, Elke, Frank, Greet, Herman, Ine,
    Jan, Kris, Lies, Mieke, Nico, Orphée, Patrick, Raf, Sara, Tom, Ulrike, Vic, Wannes, Xander, Zoë`,
  ),
  brussels: names(
    `Camille, Élodie, Jean, Chloé, Amélie, Benoît, Thomas, Léa, François, Hélène, Mathilde, Nicolas, Aurélie, Bastien,
    Céline, Damien, Éric, Florence, Gaëlle, Hugo, Inès, Julien, Karine, Laurent, Maëlle, Noémie, Odile, Philippe,
    Quentin, Raphaël, Solène, Théo, Ursule, Valérie, William, Xavier, Yolande, Zélie, Anaïs, Baudouin, Clémence`,
  ),
  arabic: names(
    `Amal, Yusuf, Layla, Omar, Fatima, Hassan, Nour, Khadija, Ibrahim, Samira, Bilal, Rania, Tariq, Zaynab, Mahmoud,
    Salma, Anas, Hiba, Karim, Dounia, Ayoub, Naïma, Walid, Iman, Rachid, Souad, Malek, Yasmine, Adnan, Rima, Ziad`,
  ),
  ukrainian: names(
    `Oksana, Taras, Iryna, Bohdan, Nadiya, Andriy, Kateryna, Mykola, Solomiya, Dmytro, Yuliya, Ostap, Larysa, Vasyl,
    Zoryana, Petro, Halyna, Danylo, Lesya, Roman`,
  ),
  tigrinya: names(
    `Selam, Tesfay, Freweini, Yonas, Mihret, Abraham, Senait, Kidane, Rahel, Filmon, Luwam, Berhane, Saba, Merhawi,
    Tsega, Hailu, Winta, Dawit, Almaz, Robel`,
  ),
  afghan: names(
    `Zahra, Farid, Maryam, Jawad, Parwana, Hamid, Shabnam, Najib, Freshta, Omid, Laila, Rahim, Zarmina, Habib, Nilofar,
    Idris, Mursal, Sohrab, Arezo, Wahid`,
  ),
  somali: names(`Hodan, Abdi, Ayaan, Warsame, Ifrah, Liban, Sahra, Guled, Deeqa, Yahye, Nasra, Bashir, Hani, Roble`),
  english: names(
    `Grace, Oliver, Niamh, Callum, Priya, Declan, Joy, Samuel, Abigail, Kwame, Chinwe, Rhys, Isla, Tariro`,
  ),
};

export const LAST_NAMES: Readonly<Record<Community, readonly string[]>> = {
  flemish: names(
    `Janssens, Peeters, Maes, Claes, Goossens, De Smet, Van den Bossche, Wouters, De Clercq, D'Hondt, D'hoore, 't Kindt,
    Van Damme, Vermeulen, Aerts, Hermans, De Backer, Verhaegen, Michiels, Van de Velde, Coppens, Lemmens, Bogaert,
    Segers, Van Hoof, Cools, Stevens, Verstraete, De Wilde, Smets, Pauwels, Thijs, Desmedt, Baert, De Ridder, Geerts,
    Nijs, Van Acker, Vandenbroucke, Verlinden, Bosmans, Celis, Dewulf, Eeckhout, Feys, Gielen, Huybrechts, Impens,
    Jacobs, Keppens, Lambrechts, Mertens, Neyens, Ooms, Philips, Quintens, Raes, Schepers, Timmermans, Uytterhoeven,
    Van der Auwera, Willems, Ysebaert, Zwaenepoel, Van Cauwenberghe, Vanhaezebrouck, De Keersmaecker, Baeckelandt`,
  ),
  brussels: names(
    `Dubois, Lambert, Dupont, Martin, Lefèvre, Delvaux, Noël, Hardy, François, Gérard, Leclercq, Renard, Simonet,
    Delcourt, d'Ursel, de l'Arbre, Masson, Collignon, Piérard, Rousseau, Thiry, Vandeputte, Warnier, Hubert, Jacquet,
    Marchal, Pâques, Servais, Toussaint, Étienne`,
  ),
  arabic: names(
    `El Amrani, Al-Khatib, Haddad, Ben Salah, Nasser, Bouazza, El Idrissi, Mansour, Al Hussein, Saïdi, Khalil, Azzouzi,
    Darwish, El Hajjaji, Farouk, Ghannam, Hamdan, Jaber, Kassem, Maalouf, Rahmouni, Shaheen, Taleb, Zidane`,
  ),
  ukrainian: names(
    `Shevchuk, Kovalenko, Bondar, Tkachenko, Melnyk, Kravets, Lysenko, Hrytsenko, Polishchuk, Savchenko, Marchenko,
    Rudenko, Moroz, Chornovil, Zabolotna`,
  ),
  tigrinya: names(
    `Ghebremedhin, Tesfamariam, Woldu, Habtemichael, Kahsay, Mebrahtu, Okbazghi, Teklehaimanot, Gebreyesus, Araya,
    Berhe, Fessehaye, Haile, Issak, Zeray`,
  ),
  afghan: names(
    `Ahmadi, Rezai, Haidari, Noori, Karimi, Sadat, Popal, Wardak, Yousufi, Stanekzai, Amiri, Hashimi, Qaderi, Safi`,
  ),
  somali: names(`Warsame, Mohamud, Farah, Abdullahi, Jama, Osman, Hersi, Ali, Dirie, Nur, Egal, Shire`),
  english: names(`O'Connor, Walsh, Mbeki, Okafor, Byrne, Singh, Hughes, McAllister, Owusu, Fitzgerald, Moyo, Thompson`),
};

/** First name, last name, and how both are written in Latin letters for a mail address. */
export const NAMES_IN_OWN_SCRIPT: Readonly<Partial<Record<Community, readonly (readonly [string, string, string])[]>>> =
  {
    arabic: [
      ['ليلى', 'الخطيب', 'layla al khatib'],
      ['يوسف', 'حداد', 'yusuf haddad'],
      ['أمل', 'منصور', 'amal mansour'],
      ['عمر', 'درويش', 'omar darwish'],
    ],
    ukrainian: [
      ['Оксана', 'Коваленко', 'oksana kovalenko'],
      ['Тарас', 'Мельник', 'taras melnyk'],
      ['Ірина', 'Шевчук', 'iryna shevchuk'],
      ["Дар'я", 'Кравець', 'darya kravets'],
    ],
    tigrinya: [
      ['ሰላም', 'ተስፋይ', 'selam tesfay'],
      ['ዮናስ', 'ኪዳነ', 'yonas kidane'],
      ['ራሄል', 'በርሀ', 'rahel berhe'],
    ],
    afghan: [
      ['مریم', 'احمدی', 'maryam ahmadi'],
      ['امید', 'رضایی', 'omid rezai'],
    ],
  };
