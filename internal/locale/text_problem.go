package locale

// problemTexts is what a payer reads when something is not as it should be.
func problemTexts() []entry {
	return []entry{
		{"notfound.title", "Maksāšanas pieprasījums nav atrasts", "Payment request not found"},
		{"notfound.text", "Pārbaudiet, vai saite atvērta pilnībā: tās beigās ir 36 rakstzīmes garš pieprasījuma identifikators. Ja saiti ievadījāt ar roku, pārbaudiet, vai tajā nav kļūdu.", "Check that you opened the whole link: it ends in a request identifier of 36 characters. If you typed the link, check it for mistakes."},
		{"notfound.next", "Ja saite ir pareiza, atgriezieties e-pakalpojumā, no kura atnācāt, un sāciet apmaksu no jauna.", "If the link is correct, go back to the service that you came from and start the payment again."},
		{"page.title", "Šādas lapas nav", "Page not found"},
		{"page.text", "Pārbaudiet adresi vai atgriezieties e-pakalpojumā, no kura atnācāt.", "Check the address or go back to the service that you came from."},
		{"tech.title", "Pakalpojumā radās kļūda", "Sorry, there is a problem with the service"},
		{"tech.text", "Mēs par to jau zinām. Ja tikko maksājāt, nemaksājiet otrreiz: maksājuma rezultāts nav pazudis, un to redzēsiet, vēlāk atverot to pašu saiti.", "We know about it. If you have just paid, do not pay again: the result is not lost, and you will see it when you open the same link later."},
		{"outage.title", "Pakalpojums īslaicīgi nav pieejams", "The service is unavailable"},
		{"outage.text", "Pamēģiniet vēlreiz pēc dažām minūtēm. Ja tikko maksājāt, nemaksājiet otrreiz: maksājuma rezultāts nav pazudis.", "Try again in a few minutes. If you have just paid, do not pay again: the result is not lost."},
		{"refused.title", "Darbība nav izpildīta", "Nothing has been done"},
		{"refused.text", "Pārlūks ziņo, ka darbība sākta citā vietnē, tāpēc drošības dēļ tā netika izpildīta. Atveriet maksājuma lapu un mēģiniet vēlreiz.", "The browser says that the action was started on another site, so for your security it was not carried out. Open the payment page and try again."},
		{"badform.title", "Veidlapu neizdevās nolasīt", "The form could not be read"},
		{"badform.text", "Nekas nav mainīts. Atveriet maksājuma lapu un mēģiniet vēlreiz.", "Nothing was changed. Open the payment page and try again."},
		{"toomany.title", "Pārāk daudz mēģinājumu", "Too many attempts"},
		{"toomany.text", "No Jūsu tīkla pārāk bieži atvērtas neesošas saites. Pamēģiniet vēlreiz pēc minūtes.", "Links that do not exist were opened from your network too often. Try again in a minute."},
		{"bankmessage.title", "Bankas atbildi neizdevās pārbaudīt", "The bank’s answer could not be verified"},
		{"bankmessage.text", "Nemaksājiet otrreiz. Atveriet maksājuma lapu vēlreiz no e-pakalpojuma: tā parādīs patieso rezultātu, tiklīdz banka to būs apstiprinājusi.", "Do not pay again. Open the payment page again from the service: it will show the true result as soon as the bank has confirmed it."},
		{"problem.open", "Atvērt maksājuma lapu", "Open the payment page"},
	}
}
