package locale

// outcomeTexts is what a payer reads once something has become of a payment.
// The first sentence after a failure answers “is my money gone?”, and says that
// it is not only where that is known.
func outcomeTexts() []entry {
	return []entry{
		{"stale", "Kopš atvērāt iepriekšējo lapu, maksājuma stāvoklis ir mainījies, tāpēc Jūsu izvēle netika izpildīta. Šajā lapā redzams, kā ir tagad.", "The payment has changed since you opened the previous page, so what you chose there was not done. This page shows how it stands now."},

		{"wait.title", "Gaidām bankas apstiprinājumu", "Waiting for your bank"},
		{"wait.text", "Tas parasti aizņem mazāk par minūti. Nemaksājiet otrreiz.", "This usually takes less than a minute. Do not pay again."},
		{"wait.close", "Šo lapu varat aizvērt: maksājums turpināsies arī bez tās. Rezultātu redzēsiet, vēlreiz atverot to pašu saiti.", "You can close this page: the payment goes on without it. Open the same link again to see the result."},
		{"wait.long", "Bankas apstiprinājums vēl nav saņemts. Nemaksājiet otrreiz: dažreiz banka maksājumu apstiprina vēlāk, pat pēc vairākām dienām.", "The bank has not confirmed the payment yet. Do not pay again: sometimes a bank confirms later, even after several days."},
		{"wait.check", "Pārbaudīt rezultātu", "Check the result"},
		{"refresh.every", "Lapa tiek atjaunota ik pēc {n, plural, zero {# sekundēm} one {# sekundes} other {# sekundēm}}.", "This page is refreshed every {n, plural, one {# second} other {# seconds}}."},
		{"refresh.stop", "Neatjaunot automātiski", "Stop refreshing"},
		{"wait.changed", "Rezultāts ir saņemts. Lapa tiek atjaunota.", "The result has arrived. The page is being refreshed."},

		{"unknown.title", "Maksājuma rezultāts vēl nav zināms", "The result is not known yet"},
		{"unknown.text", "Nemaksājiet otrreiz. Mēs noskaidrojam rezultātu pie apmaksas nodrošinātāja, un tas būs redzams šajā lapā.", "Do not pay again. We are checking the result with the payment provider, and this page will show it."},
		{"unknown.also", "Maksājuma {number} rezultāts vēl nav zināms. Nemaksājiet to otrreiz.", "The result of payment {number} is not known yet. Do not pay it again."},

		{"paid.title", "Maksājums saņemts", "Payment received"},
		{"paid.next", "Kas notiks tālāk", "What happens next"},
		{"paid.next.text", "Iestāde par maksājumu uzzinās automātiski. Jums vairs nekas nav jāmaksā.", "The institution is told about the payment automatically. There is nothing more for you to pay."},
		{"paid.keep", "Šo lapu varat saglabāt vai izdrukāt.", "You can save or print this page."},
		{"already.title", "Šis pieprasījums jau ir apmaksāts", "This request has already been paid"},
		{"already.text", "Jums vairs nekas nav jāmaksā.", "There is nothing more for you to pay."},
		{"returned.text", "Nauda par maksājumu {number} ir atmaksāta.", "The money of payment {number} has been refunded."},

		{"declined.title", "Maksājums noraidīts", "Payment declined"},
		{"declined.money", "Nauda no Jūsu konta nav noņemta.", "No money has been taken from your account."},
		{"declined.text", "Mēģiniet vēlreiz, izvēlieties citu apmaksas veidu vai sazinieties ar savu banku.", "Try again, choose another method or contact your bank."},
		{"declined.who", "Maksājumu noraidīja: {name}.", "The payment was declined by {name}."},
		{"unavailable.title", "Maksājumu neizdevās sākt", "The payment could not be started"},
		{"unavailable.text", "Apmaksas nodrošinātājs pašlaik neatbild: {name}. Pamēģiniet vēlreiz vai izvēlieties citu apmaksas veidu.", "The payment provider does not answer at the moment: {name}. Try again or choose another method."},
		{"cancelled.title", "Maksājums atcelts", "Payment cancelled"},
		{"cancelled.money", "Ja maksājumu bankā neapstiprinājāt, nauda no Jūsu konta nav noņemta.", "If you did not confirm the payment at the bank, no money has been taken from your account."},
		{"cancelled.text", "Pieprasījums joprojām ir spēkā: izvēlieties apmaksas veidu un maksājiet, kad Jums ir ērti.", "The request is still valid: choose a method and pay when it suits you."},
		{"lapsed.title", "Maksājums nav pabeigts", "The payment was not completed"},
		{"lapsed.money", "Apmaksas nodrošinātājs par iepriekšējo mēģinājumu neko nav paziņojis: {name}.", "The payment provider has told us nothing about the previous attempt: {name}."},
		{"lapsed.text", "Ja maksājumu bankā apstiprinājāt, nemaksājiet otrreiz: vispirms pārbaudiet sava konta pārskatu. Ja neapstiprinājāt, varat maksāt vēlreiz.", "If you confirmed the payment at the bank, do not pay again: check your account first. If you did not confirm it, you can pay again."},
		{"again.method", "Izvēlieties apmaksas veidu un mēģiniet vēlreiz", "Choose a method and try again"},

		{"withdrawn.title", "Pieprasījums ir atsaukts", "The request has been withdrawn"},
		{"withdrawn.text", "Iestāde šo maksāšanas pieprasījumu ir atsaukusi. Jums nekas nav jāmaksā.", "The institution has withdrawn this payment request. You do not have to pay."},
		{"expired.title", "Apmaksas termiņš ir beidzies", "The payment term has ended"},
		{"expired.text", "Termiņš beidzās {when}. Šo pieprasījumu vairs nevar apmaksāt.", "The term ended on {when}. This request can no longer be paid."},
		{"expired.next", "Lai saņemtu jaunu maksāšanas pieprasījumu, sazinieties ar iestādi vai atgriezieties e-pakalpojumā.", "To get a new payment request, contact the institution or return to the service."},
		{"closed.part", "Apmaksāta tikai daļa: {paid} no {total}. Par samaksāto daļu vērsieties iestādē.", "Only a part was paid: {paid} of {total}. Contact the institution about the part that was paid."},
		{"closed.late", "Maksājums {number} ({amount}) saņemts pēc tam, kad pieprasījums tika slēgts. Par naudas atmaksu vērsieties iestādē.", "Payment {number} ({amount}) arrived after the request was closed. Contact the institution about a refund."},
	}
}
