package locale

// mailTexts is what a payer reads in an e-mail.
func mailTexts() []entry {
	return []entry{
		{"mail.paid.subject", "Maksājums saņemts: {amount}, {service}", "Payment received: {amount}, {service}"},
		{"mail.hello", "Labdien!", "Hello,"},
		{"mail.paid.text", "Maksājums saņemts: {amount}.", "Payment received: {amount}."},
		{"mail.part", "Apmaksāta daļa no pieprasījuma: {paid} no {total}.", "A part of the request has been paid: {paid} of {total}."},
		{"mail.payment", "Maksājums {number}", "Payment {number}"},
		{"mail.payment.when", "{amount}, {when}", "{amount}, {when}"},
		{"mail.open", "Maksājuma stāvokli jebkurā laikā varat apskatīt maksājuma lapā:", "You can see how the payment stands on its page at any time:"},
		{"mail.open.link", "Atvērt maksājuma lapu", "Open the payment page"},
		{"mail.copy", "Attaisnojuma dokumentu var saņemt ar šo saiti – vienu reizi 30 dienu laikā. Nepārsūtiet to citiem:", "You can get the supporting document with this link, once within 30 days. Do not forward it:"},
		{"mail.copy.link", "Saņemt attaisnojuma dokumentu", "Get the supporting document"},
		{"mail.why", "Šī ziņa nosūtīta, jo maksājuma lapā norādīta šī e-pasta adrese. Ja adresi norādīja kāds cits, ziņu varat dzēst.", "You received this message because this email address was given on the payment page. If it was not you, you can delete it."},
		{"mail.warning", "E-pastā mēs nekad nelūdzam ievadīt kartes datus vai paroles.", "We never ask for card data or passwords by email."},
	}
}
