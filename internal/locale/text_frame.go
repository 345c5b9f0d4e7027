package locale

// frameTexts is what stands around every page.
func frameTexts() []entry {
	return []entry{
		{"site.name", "Maksājumi", "Payments"},
		{"site.title", "{heading} – {about} – Maksājumi", "{heading} – {about} – Payments"},
		{"site.title.plain", "{heading} – Maksājumi", "{heading} – Payments"},
		{"site.title.error", "Kļūda: {title}", "Error: {title}"},
		{"skip", "Pārlekt uz galveno saturu", "Skip to main content"},
		{"test.banner", "Testa vide – nauda netiek pārskaitīta", "Test environment – no money is moved"},

		{"display", "Attēlojums", "Display"},
		{"display.language", "Valoda", "Language"},
		{"display.size", "Burtu izmērs", "Text size"},
		{"display.size.100", "Parasti burti", "Normal text"},
		{"display.size.125", "Lielāki burti", "Larger text"},
		{"display.size.150", "Ļoti lieli burti", "Largest text"},
		{"display.contrast", "Kontrasts", "Contrast"},
		{"display.contrast.normal", "Parastais skats", "Normal view"},
		{"display.contrast.black-on-yellow", "Melns uz dzeltena", "Black on yellow"},
		{"display.contrast.yellow-on-black", "Dzeltens uz melna", "Yellow on black"},

		{"help", "Palīdzība", "Help"},
		{"help.text", "Ja rodas jautājumi par šo maksājumu, sazinieties ar iestādi:", "If you have questions about this payment, contact:"},
		{"help.quote", "Norādiet pieprasījuma numuru: {number}", "Quote the request number: {number}"},
		{"footer.service", "Šo lapu nodrošina valsts informācijas sistēmu savietotāja Maksājumu modulis.", "This page is provided by the Payments module of the State Information Systems Interoperability platform."},
		{"footer.cookie", "Lapas lieto divas sīkdatnes, un abas pazūd, kad aizverat pārlūku: viena atceras Jūsu izvēlēto valodu, burtu izmēru un kontrastu, otra – kurus maksājumus sākāt šajā pārlūkā, lai tikai Jūs varētu lejupielādēt to dokumentus.", "The pages use two cookies, and both are gone when you close the browser: one remembers the language, text size and contrast that you chose, the other which payments you began in this browser, so that only you can download their documents."},

		{"return", "Atgriezties e-pakalpojumā", "Return to the service"},
		{"return.host", "Jūs atgriezīsieties vietnē {host}", "You will return to {host}"},
		{"return.none", "Varat aizvērt šo lapu.", "You can close this page."},
		{"return.soon", "Jūs automātiski atgriezīsieties e-pakalpojumā ({host}). Ja vēlaties palikt šajā lapā, izvēlieties „Palikt šeit”.", "You will be returned to the service ({host}) automatically. To remain on this page, select Stay here."},
		{"return.seconds", "Atlikušās sekundes:", "Seconds left:"},
		{"return.stay", "Palikt šeit", "Stay here"},
		{"return.stayed", "Automātiskā atgriešanās ir apturēta.", "Automatic return has been stopped."},
		{"print", "Drukāt", "Print"},
	}
}
