package locale

// aboutTexts is what the pages say of themselves: privacy and accessibility.
func aboutTexts() []entry {
	return []entry{
		{"about.links", "Par šīm lapām", "About these pages"},
		{"about.back", "Atpakaļ uz maksājuma lapu", "Back to the payment page"},

		{"privacy", "Privātuma paziņojums", "Privacy notice"},
		{"privacy.who.h", "Kas apstrādā Jūsu datus", "Who processes your data"},
		{"privacy.who", "Maksāšanas pieprasījumu sagatavo iestāde, kuras pakalpojumu apmaksājat. Tā ir Jūsu datu pārzinis. Maksājumu modulis datus apstrādā tās uzdevumā, lai Jūs varētu samaksāt un iestāde par to uzzinātu.", "The payment request is made by the institution whose service you pay for. It is the controller of your data. The Payments module processes them on its behalf, so that you can pay and the institution learns of it."},
		{"privacy.what.h", "Kādi dati tiek apstrādāti", "Which data are processed"},
		{"privacy.what", "Tas, ko par maksātāju norāda iestāde: vārds, uzvārds vai nosaukums, personas kods vai reģistrācijas numurs, adrese, tālrunis un e-pasta adrese. Par ko un cik Jūs maksājat, kuru apmaksas veidu izvēlējāties un ko par maksājumu atbildēja banka. Tīkla adrese, no kuras atverat lapu, tiek lietota, lai atvairītu uzbrukumus.", "What the institution states about the payer: name, personal code or registration number, address, telephone number and email address. What you pay for and how much, which method you chose and what the bank answered about the payment. The network address from which you open the page is used to ward off attacks."},
		{"privacy.card", "Internetbankas paroles un maksājumu karšu datus Jūs ievadāt tikai bankas lapā. Maksājumu modulis tos neredz.", "You enter passwords and card data on the bank’s page only. The Payments module never sees them."},
		{"privacy.shown.h", "Ko redz citi", "What others can see"},
		{"privacy.shown", "Lapu var atvērt ikviens, kam ir tās saite, tāpēc vārds un personas kods tajā ir redzami tikai daļēji. Saitē personas datu nav. Izvēlētā banka saņem summu, saņēmēju, maksājuma mērķi un numuru; iestāde uzzina, vai ir samaksāts.", "Anyone who has the link can open the page, so it shows the name and the personal code only in part. The link itself holds no personal data. The bank that you choose receives the amount, the payee, the purpose and the number of the payment; the institution learns whether it was paid."},
		{"privacy.why.h", "Kāpēc un cik ilgi", "Why and for how long"},
		{"privacy.why", "Dati ir vajadzīgi, lai izpildītu maksājumu un uzskaitītu to, kā prasa grāmatvedības normatīvie akti. Tik ilgi, cik tie prasa, dati arī tiek glabāti.", "The data are needed to carry out the payment and to keep account of it as accounting law demands. They are kept as long as that law demands."},
		{"privacy.cookie.h", "Sīkdatnes", "Cookies"},
		{"privacy.cookie", "Citu sīkdatņu nav. Lapas neko neielādē no citām vietnēm un apmeklējumus neuzskaita.", "There are no other cookies. The pages load nothing from other sites and do not count visits."},
		{"privacy.rights.h", "Jūsu tiesības", "Your rights"},
		{"privacy.rights", "Jums ir tiesības uzzināt, kādi Jūsu dati tiek apstrādāti, un lūgt tos labot vai dzēst, ja likums neprasa tos glabāt. Vērsieties iestādē, kuras pakalpojumu apmaksājat: tās kontaktinformācija ir maksājuma lapas beigās. Sūdzību varat iesniegt Datu valsts inspekcijā.", "You have the right to know which of your data are processed, and to ask that they be corrected, or erased where the law does not demand that they be kept. Turn to the institution whose service you pay for: its contacts stand at the end of the payment page. You can lodge a complaint with the Data State Inspectorate."},

		{"access", "Piekļūstamības paziņojums", "Accessibility statement"},
		{"access.to", "Šis paziņojums attiecas uz Maksājumu moduļa lapām, kurās apmaksājat pakalpojumu.", "This statement applies to the pages of the Payments module on which you pay for a service."},
		{"access.how.h", "Cik piekļūstamas ir šīs lapas", "How accessible these pages are"},
		{"access.how", "Lapas ir veidotas tā, lai atbilstu Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445, standartam LVS EN 301 549 un tīmekļa satura piekļūstamības vadlīniju WCAG 2.2 AA līmenim. Zināmu neatbilstību nav.", "The pages are made to meet Cabinet Regulation No. 445 of 14 July 2020, the standard EN 301 549 and level AA of the Web Content Accessibility Guidelines 2.2. No failures are known."},
		{"access.how.failures", "Lapas ir veidotas tā, lai atbilstu Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445, standartam LVS EN 301 549 un tīmekļa satura piekļūstamības vadlīniju WCAG 2.2 AA līmenim. Pēdējā pārbaudē atrastas neatbilstības: {n}.", "The pages are made to meet Cabinet Regulation No. 445 of 14 July 2020, the standard EN 301 549 and level AA of the Web Content Accessibility Guidelines 2.2. Failures found by the last check: {n}."},
		{"access.can.h", "Ko varat darīt", "What you can do"},
		{"access.can", "Maksāt tikai ar tastatūru vai ekrāna lasītāju, bez skriptiem un bez sīkdatnēm; palielināt burtus līdz 150 %, arī tālruņa ekrānā; izvēlēties melnus burtus uz dzeltena vai dzeltenus uz melna; apturēt visu, kas notiek pats no sevis.", "Pay with the keyboard alone or with a screen reader, without scripts and without cookies; enlarge the letters up to 150 %, on a telephone too; choose black letters on yellow or yellow on black; stop everything that happens by itself."},
		{"access.not.h", "Kas var nebūt piekļūstams", "What may not be accessible"},
		{"access.not.text", "Iestādes tekstiem, piemēram, pakalpojumu un cenrāža pozīciju nosaukumiem, var nebūt tulkojuma angļu valodā. Tad tie ir rādīti latviski, un tas ir atzīmēts ekrāna lasītājiem.", "Texts of institutions, such as the names of services and price-list items, may have no English translation. They are shown in Latvian then, marked so for screen readers."},
		{"access.not.bank", "Par banku un maksājumu karšu lapām, uz kurām no šejienes pārejat, atbild to turētāji.", "The pages of banks and card acquirers, to which you go from here, are the responsibility of those who keep them."},
		{"access.checked.h", "Kā tas ir pārbaudīts", "How this was checked"},
		{"access.checked", "Pēdējā pārbaude: {day}. {engine} pārlūkā {browser} pārbaudīja {pages, plural, zero {# lapas} one {# lapu} other {# lapas}} abās valodās, visos burtu izmēros un kontrastos, šaurā un platā logā, ar skriptiem un bez tiem: kopā {views, plural, zero {# skati} one {# skats} other {# skati}}, atrasto neatbilstību skaits: {violations}. Pārbaudīta arī maksāšana tikai ar tastatūru, pogu un saišu lielums, nosaukumi ekrāna lasītājiem un tas, ka šaurā logā nekas nav jāritina uz sāniem.", "Last check: {day}. In {browser}, {engine} checked {pages, plural, one {# page} other {# pages}} in both languages, in every text size and contrast, in a narrow and a wide window, with scripts and without: {views, plural, one {# view} other {# views}} in all, failures found: {violations}. Also checked were paying with the keyboard alone, the size of buttons and links, the names for screen readers, and that nothing has to be scrolled sideways in a narrow window."},
		{"access.machine", "Pārbaude notiek automātiski pēc katrām izmaiņām. Automātiska pārbaude neatrod visu, tāpēc Jūsu atsauksmes ir svarīgas.", "The check runs by itself after every change. Such a check does not find everything, so your feedback matters."},
		{"access.contact.h", "Atsauksmēm un saziņai", "Feedback and contact"},
		{"access.contact", "Ja kaut kas lapās Jums traucē vai vēlaties samaksāt citādi, sazinieties ar iestādi, kuras pakalpojumu apmaksājat: tās kontaktinformācija ir maksājuma lapas beigās.", "If something on the pages stands in your way, or you want to pay otherwise, contact the institution whose service you pay for: its contacts stand at the end of the payment page."},
		{"access.enforce.h", "Izpildes panākšanas procedūra", "Enforcement procedure"},
		{"access.enforce", "Ja iestāde uz Jūsu atsauksmi neatbild vai neko nedara, vērsieties ar iesniegumu Latvijas Republikas Tiesībsarga birojā.", "If the institution does not answer your feedback, or does nothing about it, turn to the Ombudsman’s Office of the Republic of Latvia."},
	}
}
