package locale

// receiptTexts is what a payer reads where they may have a message about the
// payment sent by e-mail. In Latvian it is not called a receipt: „kvīts” is a
// fine ticket to most, and „apliecinājums” is the document itself.
func receiptTexts() []entry {
	return []entry{
		{"receipt.title", "Ziņa par maksājumu e-pastā", "Receipt by email"},
		{"receipt.text", "Nosūtīsim ziņu ar summu, numuru un saiti uz šo lapu.", "We will send a message with the amount, the number and a link to this page."},
		{"receipt.where", "Uz kuru adresi sūtīt?", "Where should we send it?"},
		{"receipt.known", "Uz pieprasījumā norādīto adresi: {to}", "To the address given in the request: {to}"},
		{"receipt.other", "Uz citu adresi", "To another address"},
		{"receipt.email", "E-pasta adrese", "Email address"},
		{"receipt.send", "Nosūtīt uz e-pastu", "Send by email"},
		{"receipt.check", "Vai adrese ir pareiza?", "Is the address correct?"},
		{"receipt.check.text", "Tā atgādina citu, biežāk lietotu adresi. Izvēlieties pareizo.", "It looks like another, more common address. Choose the correct one."},
		{"receipt.waiting", "Ziņa tiek sūtīta uz {to}.", "A receipt is being sent to {to}."},
		{"receipt.sent", "Ziņa nosūtīta uz {to}.", "A receipt was sent to {to}."},
		{"receipt.failed", "Ziņu uz {to} nosūtīt neizdevās. Pārbaudiet adresi.", "The receipt could not be sent to {to}. Check the address."},
		{"receipt.over", "Par šo pieprasījumu vairāk ziņu nosūtīt nevar.", "No more receipts can be sent for this request."},
		{"error.email", "Ievadiet e-pasta adresi formātā vards@piemers.lv", "Enter an email address in the format name@example.com"},
		{"error.where", "Izvēlieties, uz kuru adresi sūtīt", "Choose where to send the receipt"},
		{"error.often", "Pārāk daudz mēģinājumu. Pamēģiniet vēlreiz pēc minūtes", "Too many attempts. Try again in a minute"},
	}
}
